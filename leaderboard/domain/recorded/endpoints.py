"""Why a call to an endpoint gave no picture."""

from __future__ import annotations

from leaderboard.domain.translatable import gettext_noop

MESSAGES = (
    gettext_noop('%(fault)s (it says: "%(words)s")'),
    gettext_noop("%(status)s from the endpoint"),
    gettext_noop("%(status)s from the endpoint: %(advice)s"),
    gettext_noop("%(status)s from the image's link %(link)s"),
    gettext_noop("%(advice)s: the key was not sent on by the redirect to %(origin)s; set the base URL to that"),
    gettext_noop("the key was not sent on by the redirect to %(origin)s; set the base URL to that"),
    gettext_noop("check the API key"),
    gettext_noop("check the account's balance"),
    gettext_noop("check the API key and what it is allowed to do"),
    gettext_noop("check base URL and model name"),
    gettext_noop("check the base URL: it takes no POST there"),
    gettext_noop("this prompt is refused"),
    gettext_noop("%(fault)s; expected 200 with an image"),
    gettext_noop(
        "%(fault)s; a link is fetched as it was given and without the API key; let the endpoint send b64_json instead"
    ),
    gettext_noop("a link is fetched as it was given and without the API key; let the endpoint send b64_json instead"),
    gettext_noop("the call gave no image"),
    gettext_noop("the endpoint does not accept the API key"),
    gettext_noop("the endpoint's account has no balance or quota left"),
    gettext_noop("the endpoint forbids this request"),
    gettext_noop("the endpoint has no such path or model: check base URL and model name"),
    gettext_noop("the URL is not one that may be fetched"),
    gettext_noop("the host is, or resolves to, an address that is not public"),
    gettext_noop("the endpoint refuses this request"),
    gettext_noop("the reply is larger than is taken"),
    gettext_noop("the endpoint has too many requests"),
    gettext_noop("the endpoint failed (5xx)"),
    gettext_noop("the endpoint is not there at the moment"),
    gettext_noop("no connection to the endpoint, or it broke off"),
    gettext_noop("no complete reply in time"),
    gettext_noop("the endpoint answered, but not with an image"),
    gettext_noop("the call ended with an error that was not foreseen"),
    gettext_noop("the call ended with an error that was not foreseen (%(kind)s); the site's log has the details"),
    gettext_noop("no connection to %(where)s within %(seconds)s s; check that the host is up and lets us in"),
    gettext_noop("no reply from %(where)s in time; check that the endpoint is not overloaded"),
    gettext_noop("%(where)s is not a valid URL; expected http://host/… or https://host/…"),
    gettext_noop("the name of %(where)s cannot be resolved; check its spelling and its DNS records"),
    gettext_noop("the certificate of %(where)s is not accepted (%(reason)s); renew or replace it"),
    gettext_noop("cannot connect to %(where)s (%(reason)s); check that the endpoint is up"),
    gettext_noop("%(where)s did not answer in HTTP; check scheme and port of the URL"),
    gettext_noop("the reply from %(where)s broke off or cannot be decoded; it may work next time"),
    gettext_noop("the connection to %(where)s broke off before a reply; it may work next time"),
    gettext_noop(
        "the reply from %(where)s is larger than %(most)s bytes and was cut; send a smaller image, or one in a "
        "compressed format"
    ),
    gettext_noop(
        "more than %(most)s redirects, the last one to %(where)s; set the base URL to the address that answers"
    ),
    gettext_noop("the redirect from %(where)s cannot be followed: %(error)s"),
    gettext_noop(
        "refused to connect to %(host)s: %(address)s %(why)s; use an address that the public internet can reach, or "
        "ask the operator to allow its range"
    ),
    gettext_noop("is not a public address"),
    gettext_noop("is not a canonical IP address"),
    gettext_noop("the URL's host is not a valid name: a part of it is empty or too long"),
    gettext_noop("the URL has %(count)s characters; at most %(most)s are accepted"),
    gettext_noop("the URL has another scheme, or no host; expected http://… or https://… with a host"),
    gettext_noop("the URL carries a user name or password; give the key as the API key instead"),
    gettext_noop("the URL cannot be parsed; expected http://… or https://… with a host"),
    gettext_noop("it has %(count)s characters; at most %(most)s are accepted"),
    gettext_noop("it cannot be parsed; expected an http or https URL"),
    gettext_noop("the API key holds line breaks or characters beyond ASCII; enter it again"),
    gettext_noop("the image at %(where)s is empty; expected the bytes of an image"),
    gettext_noop("no image within %(seconds)s s; check the endpoint's load"),
    gettext_noop("the reply's url cannot be followed: %(error)s"),
    gettext_noop("data[0] of the reply has neither b64_json nor url; expected text that is not empty in one of them"),
    gettext_noop('the reply\'s "data" is not a list with one image in it: %(words)s'),
    gettext_noop("the reply holds far more JSON fields than an image needs; expected data[0].b64_json or url"),
    gettext_noop("the reply holds far more JSON fields than an image needs; expected one image and few fields"),
    gettext_noop("the reply has nothing at %(path)s: %(words)s"),
    gettext_noop("the value at %(path)s is not a text; expected a link, base64 or a data: URL"),
    gettext_noop("the endpoint accepted the job, which then failed"),
    gettext_noop("the job ended in the state %(state)s"),
    gettext_noop("the job is in the state %(state)s, which is in none of the lists; add it to one"),
    gettext_noop(
        "the job was still in the state %(state)s after %(seconds)s s; raise its time limit, or check the endpoint's "
        "load"
    ),
    gettext_noop("the job's address cannot be followed: %(error)s"),
    gettext_noop("the reply has no usable job ID at %(path)s: %(words)s"),
    gettext_noop("%(status)s from the job's address %(link)s"),
    gettext_noop("%(fault)s; the key is sent to the base URL's host only; name this one if it needs it, too"),
    gettext_noop('the reply is not JSON but begins "%(start)s"; check that the base URL is that of the API'),
    gettext_noop("the reply's image is empty: its base64 decodes to no bytes at all"),
    gettext_noop("the reply is of the type %(type)s but empty; expected an image's bytes"),
    gettext_noop("the reply's data: URL is not base64; expected data:image/png;base64,…"),
    gettext_noop("the reply's image is not valid base64 (%(reason)s); send standard base64"),
    gettext_noop("it holds characters beyond ASCII"),
)
