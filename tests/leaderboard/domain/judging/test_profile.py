"""Judge profiles: the shipped ones load, and whatever can move a score moves the hash."""

from __future__ import annotations

import pytest

from leaderboard.domain.judging.profile import ProfileError, parse_profile
from leaderboard.domain.judging.protocol import ProtocolError, parse_protocol
from tests.leaderboard.domain import shipped

PROFILE = shipped.text(shipped.PROMPTS / "judges" / "q-judger.toml")
FILES = shipped.protocol_files()


def sha256(profile: str = PROFILE, **changes: str) -> str:
    return parse_profile(profile, parse_protocol(FILES | changes)).sha256


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


def test_the_official_profile_has_the_published_sampling_and_image_rule() -> None:
    profile = shipped.profile("q-judger")
    sampling = profile.sampling
    assert (sampling.temperature, sampling.top_k, sampling.top_p) == (0, 1, 1.0)
    assert (sampling.repetition_penalty, sampling.seed, sampling.max_tokens) == (1.05, 42, 4096)
    assert sampling.thinking
    assert profile.image.max_side == 1024
    assert profile.model_id == "Qwen/Qwen-Image-Bench"


def test_the_stand_in_is_labelled_as_not_comparable_and_has_its_own_hash() -> None:
    baseline, official = shipped.profile("pixel-baseline"), shipped.profile("q-judger")
    assert not baseline.comparable
    assert baseline.caveat
    assert official.comparable
    assert baseline.sha256 != official.sha256


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("temperature = 0", "temperature = 0.1"),
        ("top_k = 1", "top_k = 2"),
        ("repetition_penalty = 1.05", "repetition_penalty = 1.0"),
        ("seed = 42", "seed = 43"),
        ("max_tokens = 4096", "max_tokens = 2048"),
        ("thinking = true", "thinking = false"),
        ("max_side = 1024", "max_side = 1536"),
        ('orientation = "exif"', 'orientation = "stored"'),
        ('revision = "main"', 'revision = "abc123"'),
        ('quantisation = "bf16"', 'quantisation = "fp8"'),
        ('version = "0.32.0"', 'version = "0.33.0"'),
        ('"--max-model-len", "16384"', '"--max-model-len", "8192"'),
        ('parser = "3"', 'parser = "2"'),
    ],
)
def test_a_changed_setting_moves_the_hash(old: str, new: str) -> None:
    assert sha256(changed(PROFILE, old, new)) != sha256()


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("system.txt", "impartial", "strict"),
        ("user.txt", "nothing stands out", "little stands out"),
        ("rubric.toml", "Do weight, support", "Do weight and support"),
        ("rubric.toml", "Something plainly cannot be", "Something cannot be"),
        ("rubric.toml", 'facet = "Noise"', 'facet = "Grain"'),
    ],
)
def test_a_changed_instruction_or_rubric_text_moves_the_hash(file: str, old: str, new: str) -> None:
    assert sha256(**{file: changed(FILES[file], old, new)}) != sha256()


def test_comments_and_spacing_of_the_file_do_not_move_the_hash() -> None:
    assert sha256("# a remark\n" + PROFILE.replace("top_k = 1", "top_k =   1")) == sha256()


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('title = "Q-Judger"', "", "title"),
        ("seed = 42", "", "seed"),
        ("seed = 42", "seed = 42\nmin_p = 0.1", "min_p"),
        ('resize = "square-lanczos"', 'resize = "fit"', "square-lanczos"),
        ('mode = "RGB"', 'mode = "RGBA"', "RGB"),
        ("max_side = 1024", "", "max_side"),
        ('orientation = "exif"', 'orientation = "none"', "'stored' or 'exif'"),
    ],
)
def test_a_profile_that_lacks_something_or_asks_for_the_unknown_is_refused(old: str, new: str, reason: str) -> None:
    with pytest.raises(ProfileError, match=reason):
        parse_profile(changed(PROFILE, old, new), parse_protocol(FILES))


@pytest.mark.parametrize("placeholder", ["{{prompt}}", "{{image}}", "{{dimension}}", "{{checklist}}"])
@pytest.mark.parametrize("times", [0, 2])
def test_a_template_holds_every_placeholder_exactly_once(placeholder: str, times: int) -> None:
    user = FILES["user.txt"].replace(placeholder, placeholder * times)
    with pytest.raises(ProtocolError, match=f"{times} times"):
        parse_protocol(FILES | {"user.txt": user})
