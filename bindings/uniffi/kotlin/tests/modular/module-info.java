module dev.example.modular {
    requires dev.workosmfa;
}
