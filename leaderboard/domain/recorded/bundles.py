"""What is wrong with a bundle."""

from __future__ import annotations

from leaderboard.domain.translatable import gettext_noop

MESSAGES = (
    gettext_noop("prompt %(prompt)s: %(fault)s"),
    gettext_noop("prompt %(prompt)s: the same picture as for prompt %(other)s"),
    gettext_noop("The rest of the bundle was not checked"),
    gettext_noop("no picture for prompt %(prompt)s; add %(file)s"),
    gettext_noop("a second file for prompt %(prompt)s; keep one of them"),
    gettext_noop("the ending %(ending)s is not accepted; %(endings)s are"),
    gettext_noop(
        "no prompt and language of this submission has this name; a name like %(name)s or %(other)s is expected"
    ),
    gettext_noop("the zip has %(files)s files, but %(pictures)s pictures are needed; remove the others"),
    gettext_noop("the zip's directory has %(size)s MiB; at most %(most)s MiB are read"),
    gettext_noop("a file name is marked as UTF-8 but is not; create the zip with another program"),
    gettext_noop("the file cannot be read as a zip: %(error)s"),
    gettext_noop("the file is not a zip, or its end is missing; upload it again"),
    gettext_noop("%(fault)s; relative names such as en/p001.png are expected"),
    gettext_noop("the entry has no name"),
    gettext_noop("the name contains the control character %(character)s"),
    gettext_noop("the name begins with a slash, as absolute paths do"),
    gettext_noop("the name begins with the drive %(drive)s"),
    gettext_noop("the name contains the folder “..”, which points outside the zip"),
    gettext_noop("a link or special file; put the picture itself into the zip"),
    gettext_noop("the file is encrypted; create the zip without a password"),
    gettext_noop("compressed with method %(method)s; only store and deflate are accepted"),
    gettext_noop("the file is damaged inside the zip: %(error)s"),
    # Of a folder's names and mappings:
    gettext_noop("a second file for prompt %(prompt)s, besides %(file)s; keep one of them"),
    gettext_noop("the name fits prompts %(prompts)s; rename the file, such as to %(file)s, or map it in mapping.csv"),
    gettext_noop(
        "the name fits no prompt; name the file like %(name)s or %(other)s, or by the prompt's text, map it in "
        "mapping.csv, or ask for the order of the prompts if the files are numbered in it"
    ),
    gettext_noop("the order of the prompts needs a number and one language in each name, such as en/0001.png"),
    gettext_noop("the number %(number)s belongs to no prompt; numbers from %(first)s to %(last)s are expected"),
    gettext_noop("this is picture %(number)s of its prompt; at most %(most)s pictures per prompt are possible"),
    gettext_noop(
        "this is picture %(number)s of its prompt, but the submission declares %(count)s; declare %(needed)s pictures "
        "per prompt, or remove the file"
    ),
    gettext_noop("%(prompt)s (%(language)s, sample %(number)s)"),
    gettext_noop("line %(line)s of the mapping: %(fault)s"),
    gettext_noop("line %(line)s names the same file; name it once"),
    gettext_noop("there is no such picture; a path within the folder is expected, such as en/0001.png"),
    gettext_noop("the language “%(language)s” is not one of this submission; %(languages)s are expected"),
    gettext_noop("several prompts have the key or text “%(said)s”; a key such as %(key)s is expected"),
    gettext_noop("no prompt has the key or text “%(said)s”; a key such as %(key)s is expected"),
    gettext_noop("it is larger than %(most)s MiB"),
    gettext_noop("it is not a JSON object"),
    gettext_noop("it contains a NUL character; remove it"),
    gettext_noop("it is nested more than %(most)s levels deep"),
    gettext_noop("%(fault)s; a JSON object is expected"),
    gettext_noop("Faults in the bundle: %(count)s."),
    gettext_noop("Correct what the report lists and submit again."),
    gettext_noop("This submission cost no quota."),
    gettext_noop("The bundle cannot be checked, because %(error)s."),
    gettext_noop("Upload it again."),
)
