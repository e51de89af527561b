package dev.example.app

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.Intent
import android.net.Uri
import android.os.Bundle
import android.widget.Button
import android.widget.LinearLayout
import android.widget.TextView
import dev.workosmfa.WorkOS
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/** A button that enrols. The app has no key: its backend holds that, and gives the app a token. */
class MainActivity : Activity() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
    private val workos by lazy { WorkOS(tokenProvider = { sessionToken() }, baseUrl = BACKEND) }

    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        val text = TextView(this)
        val button = Button(this).apply { this.text = "Enrol" }
        button.setOnClickListener {
            scope.launch {
                val shown = Enrolment(workos.mfa).begin("alan@example.com")
                withContext(MainThread(this@MainActivity)) { show(shown, text) }
            }
        }
        setContentView(
            LinearLayout(this).apply {
                orientation = LinearLayout.VERTICAL
                addView(button)
                addView(text)
            },
        )
    }

    /** The calls that run end with the screen. */
    override fun onDestroy() {
        scope.cancel()
        super.onDestroy()
    }

    private fun show(shown: Shown, text: TextView) {
        when (shown) {
            is Shown.Address ->
                try {
                    startActivity(Intent(Intent.ACTION_VIEW, Uri.parse(shown.uri)))
                } catch (_: ActivityNotFoundException) {
                    text.text = "There is no authenticator app."
                }
            is Shown.Problem -> text.text = shown.text
        }
    }

    /** Your backend's, for whoever is logged in. */
    private suspend fun sessionToken(): String = "a token of the backend's"

    private companion object {
        const val BACKEND = "https://mfa.your-backend.example"
    }
}
