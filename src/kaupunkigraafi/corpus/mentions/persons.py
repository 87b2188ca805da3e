"""Given names: what follows one in the same case is a surname, not a place."""

from __future__ import annotations

import re

from kaupunkigraafi.corpus.mentions.wordlists import words

# The commonest of Finland, written from general knowledge; a capitalised word that is none of
# these is judged by where it stands.
_GIVEN = words(
    "Aada Aarne Aaro Aino Aki Aku Aleksi Alexander Alisa Amanda Anders Andreas Anja Anna Anne "
    "Anneli Annika Anni Annukka Anssi Antero Anton Antti Anu Ari Arja Armas Arto Arttu Arvi Arvo "
    "Asko Aulis Auli Axel Benjamin Birgitta Björn "
    "Bo Carl Carola Christian Christina Daniel David "
    "Eero Eetu Eeva Eija Eila Eino Elias Elina Elisa Elisabeth Ella Elli Elsa Emil Emilia Emma "
    "Eric Erik Erika Erja Erkki Esa Esko Eva Eveliina "
    "Fredrik Gustaf Gustav Göran Hanna Hannele Hannu Hanne Hans "
    "Harri Harry Heidi Heikki Heli Helena Helmi Henna Henri Henrik Henry Hilkka Iida Iina Ilari "
    "Ilkka Ilmari Inka Irene Irja Irma Isto Jaakko "
    "Jaana Jakob Jan Jani Janne Jari Jarkko Jarmo Jasmin "
    "Jenni Jenny Jere Joel Johan Johanna John Jonas Jonna Jorma Jouko Jouni Juha Juhana Juhani "
    "Juho Jukka Julia Jussi Jyrki Jyri Kaarlo Kai "
    "Kaija Kaisa Kalervo Kalle Karin Kari Karl Karita "
    "Katariina Katja Katri Kauko Keijo Kerttu Kim "
    "Kimmo Kirsi Kirsti Krista Kristian Kustaa Kristiina "
    "Kyösti Lars Lasse Laura Lauri Lea Leena Leif Leila Lena Leo Liisa Lotta Maija Maarit Maja "
    "Mari Maria Marianne Mariana Marika Marjo Marjatta Marjut Markku Marko Markus Martin Martti "
    "Mathias Matias Matti Maija Maj Merja Mervi Mia Miia Mika Mikael Mikko Mikka Milla Minna "
    "Mira Mirja Mirka Nea Niina Niklas Niko Nina Noora Olavi Olli Onni Oona Oskar Osmo Otto Outi "
    "Paavo Pasi Patrik Paula Pauli Pekka Pentti Per Pertti Peter Petra Petri Petteri Pia Piia "
    "Pirjo "
    "Pirkko Päivi Raija Raili Raimo Rami Rauno "
    "Reijo Reetta Riikka Riina Risto Ritva Robert Roope "
    "Saana Saara Saija Sakari Sallamaari Sami Samu "
    "Samuel Samuli Sanna Sanni Sari Satu Sauli Seija "
    "Sebastian Senja Seppo Siiri Sini Sinikka Sirkka Sirpa Sofia Stefan Sten Susanna Susanne "
    "Suvi Taina Taneli Tanja Tapani Tapio Tarja Taru Teemu Teija Tero Terttu Thomas Tiia Tiina "
    "Timo Tomi Tommi Tomas Toni Topi Touko Tuija "
    "Tuomas Tuomo Tuire Tuula Tytti Ulla Ulf Urho Urpo "
    "Vappu Veera Veikko Vesa Viivi Vilho Ville Väinö Yrjö Åsa Örjan"
)
_INITIALS = re.compile(r"(?:[A-ZÅÄÖ]\.[ -]?)+$|[A-ZÅÄÖ]\.$")
_DOUBLE = re.compile(r"[A-ZÅÄÖ][a-zåäö]+-[A-ZÅÄÖ][a-zåäö]+$")


def is_given_name(word: str) -> bool:
    """Tell whether a word is a given name or initials.

    Args:
        word: that stands before another.

    Returns:
        Whether a surname follows.

    >>> [is_given_name(word) for word in ("Antti", "Anna-Maija", "A.", "Se")]
    [True, True, True, False]
    """
    if word in _GIVEN or _INITIALS.match(word):
        return True
    return bool(_DOUBLE.match(word)) and word.partition("-")[0] in _GIVEN
