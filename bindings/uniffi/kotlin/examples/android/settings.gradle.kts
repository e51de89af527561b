pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositoriesMode.set(RepositoriesMode.FAIL_ON_PROJECT_REPOS)
    repositories {
        // Where `cargo xtask dist kotlin` was put, to try what is not published yet.
        providers.gradleProperty("workosMfaRepository").orNull?.let { folder -> maven { url = uri(folder) } }
        google()
        mavenCentral()
    }
}

rootProject.name = "workos-mfa-example"
include(":app")
