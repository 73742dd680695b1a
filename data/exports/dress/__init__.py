"""How the made-up exports are dressed: their truth, and the forms, files and systems that put it on."""
