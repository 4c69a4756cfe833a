"""Gates: is it this language, and this meaning?"""
