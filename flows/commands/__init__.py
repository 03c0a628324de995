"""The commands of `sohoa`, a module each; light to import: they load what they need when called."""
