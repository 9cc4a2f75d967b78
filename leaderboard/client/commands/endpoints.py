"""What the commands that name an endpoint share, and ``salon test endpoint``."""

from __future__ import annotations

import base64
import io
import json
import os
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from PIL import Image, UnidentifiedImageError
from pydantic import ValidationError

from leaderboard.client import calls
from leaderboard.client.commands.checking import SuiteOption
from leaderboard.client.commands.output import ExitCode, Json, command, print_json, say
from leaderboard.client.commands.site import languages_of, site, suite_named
from leaderboard.client.endpoints import Adapter, Auth, EndpointTrial, EndpointTrialIn
from leaderboard.client.errors import BadInput, UnexpectedReply
from leaderboard.client.salon import Salon
from leaderboard.domain.text_enum import StrEnum

app = typer.Typer(help="Test an endpoint with one real call.", no_args_is_help=True)

_EVERY_S = 1.0
_FORMATS = {".webp": "WEBP", ".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
"""Pillow's names of the formats by the ending of a file."""


class Preset(StrEnum):
    """Servers whose parameters the site knows."""

    OPENAI = "openai"
    VLLM_OMNI = "vllm-omni"
    SGLANG = "sglang"
    LOCALAI = "localai"


BaseUrl = Annotated[
    str, typer.Argument(help="The base URL, such as https://images.example.org/v1; with an adapter, the whole address.")
]
ModelOption = Annotated[str, typer.Option("--model", help="The model's name at the endpoint.")]
SizeOption = Annotated[str, typer.Option("--size", help="The size of pictures, as the endpoint expects it.")]
KeyOption = Annotated[
    str, typer.Option("--api-key-env", help="The environment variable that has the endpoint's API key.")
]
AuthOption = Annotated[str, typer.Option("--auth", help="Where the key is sent: bearer, header:NAME or query:NAME.")]
ExtraOption = Annotated[str, typer.Option("--extra", help="Further parameters of each call, as a JSON object.")]
PresetOption = Annotated[Preset | None, typer.Option("--preset", help="Adds the parameters that this server needs.")]
AdapterOption = Annotated[
    Path | None,
    typer.Option(
        "--adapter-file", help="A JSON file that describes another API than OpenAI's.", exists=True, dir_okay=False
    ),
]


def endpoint_fields(
    base_url: str,
    model: str,
    size: str,
    api_key_env: str,
    auth: str,
    extra: str,
    preset: Preset | None,
    adapter_file: Path | None,
) -> dict[str, Any]:
    """The fields of ``EndpointIn`` from a command's options.

    Raises:
        BadInput: naming the option at fault.
    """
    return {
        "base_url": base_url,
        "model": model,
        "api_key": os.environ.get(api_key_env, ""),
        "size": size,
        "extra": json_object(extra),
        "preset": preset.value if preset else None,
        "auth": _auth(auth),
        "adapter": _adapter(adapter_file) if adapter_file else None,
    }


@app.callback()
def _group() -> None:
    """Keeps ``endpoint`` a command of its own."""


@app.command()
@command
def endpoint(
    base_url: BaseUrl,
    suite: SuiteOption,
    model: ModelOption,
    lang: Annotated[str, typer.Option(help="The language of the prompt; by default the suite's first.")] = "",
    size: SizeOption = "",
    api_key_env: KeyOption = "SALON_ENDPOINT_KEY",
    auth: AuthOption = "bearer",
    extra: ExtraOption = "{}",
    preset: PresetOption = None,
    adapter_file: AdapterOption = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Where to write a small copy of the picture: .webp, .png or .jpg."),
    ] = None,
    timeout: Annotated[float, typer.Option(min=0, help="Stop waiting after so many seconds.")] = 660,
    as_json: Json = False,
) -> None:
    """Have the site call an endpoint once, with the suite's first prompt. It costs no quota."""
    if output and output.suffix.lower() not in _FORMATS:
        raise BadInput(f"--output is {output}; a name that ends in {', '.join(_FORMATS)} is expected")
    with site() as salon:
        chosen = suite_named(salon, suite)
        fields = endpoint_fields(base_url, model, size, api_key_env, auth, extra, preset, adapter_file)
        language = languages_of(chosen, [lang] if lang else None)[0]
        request = EndpointTrialIn(suite=chosen.name, language=language, **fields)
        trial = _awaited(salon, salon.call(calls.test_endpoint(request)), timeout)
    written = write_picture(output, trial.picture) if output and trial.picture else ""
    if as_json:
        print_json(trial)
    else:
        _show(trial, written)
    raise typer.Exit({"works": ExitCode.DONE, "failed": ExitCode.NEGATIVE}.get(trial.state, ExitCode.UNDECIDED))


def _awaited(salon: Salon, trial: EndpointTrial, timeout: float) -> EndpointTrial:
    ends_at = time.monotonic() + timeout
    while trial.state == "running" and time.monotonic() < ends_at:
        time.sleep(_EVERY_S)  # the API sends no news, so its state is asked for again
        trial = salon.call(calls.show_endpoint_trial(trial.id))
    return trial


def _show(trial: EndpointTrial, written: str) -> None:
    if trial.state == "works":
        typer.echo(f"The endpoint works: {trial.facts}")
        say(written or f"See the picture at {trial.page}")
        return
    if trial.state == "running":
        say(f"The test is still running. See {trial.page}")
        return
    typer.echo(f"The endpoint returned no picture: {trial.error}")
    for exchange in trial.exchanges:
        say(f"\n{exchange.request}\n\n→ {exchange.reply or 'no reply'}")


def write_picture(output: Path, picture: str) -> str:
    """Write a picture from a data URL in the format that the file's name asks for; returns what was written."""
    data, form = base64.b64decode(picture.partition(",")[2]), _FORMATS[output.suffix.lower()]
    try:
        with Image.open(io.BytesIO(data)) as opened:
            width, height = opened.size
            if opened.format == form:
                output.write_bytes(data)
            else:
                opened.convert("RGB").save(output, form)
    except UnidentifiedImageError as error:
        raise UnexpectedReply("the site's copy of the picture cannot be read; update this client") from error
    except OSError as error:
        raise BadInput(f"{output} cannot be written: {error}") from error
    return f"Wrote a small copy of the picture to {output}: {form}, {width} × {height} px."


def _auth(text: str) -> Auth:
    kind, _, name = text.partition(":")
    if kind not in ("bearer", "header", "query") or bool(name) == (kind == "bearer"):
        raise BadInput(f"--auth is {text!r}; one of bearer, header:NAME or query:NAME is expected")
    return Auth(kind=kind, name=name)


def _adapter(path: Path) -> Adapter:
    try:
        return Adapter.model_validate_json(path.read_bytes())
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error}") from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'file'}: {fault['msg']}" for fault in error.errors())
        raise BadInput(f"{path} does not describe an adapter: {faults}. See docs/endpoints.md for examples") from error


def json_object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise BadInput(f"--extra is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise BadInput('--extra is not a JSON object; one like {"steps": 30} is expected')
    return value
