from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convqa.ingest.html import plain


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("Hej, hvad kan jeg hjælpe med?", "Hej, hvad kan jeg hjælpe med?"),
        ("<p>Hej Maja</p><p>Pakken er på vej.</p>", "Hej Maja\nPakken er på vej."),
        ("<p>Hej Maja</p>\n\n  <p>Pakken er på vej.</p>\n", "Hej Maja\nPakken er på vej."),
        ("<div><div>Hej</div></div><div>Maja</div>", "Hej\nMaja"),
        ("Hej<br>Maja<br/>Holm<BR />", "Hej\nMaja\nHolm"),
        ("<p>Hej</p><p><br></p><p>Pakken</p>", "Hej\n\nPakken"),
        ("<p>Hej</p><p>&nbsp;</p><p>Pakken</p>", "Hej\n\nPakken"),
        ("Hej<br><br><br><br>Pakken", "Hej\n\nPakken"),
        ("<div>Hej<br></div><div>Maja</div>", "Hej\nMaja"),
        ("<p>Hej", "Hej"),
        ("Hej</p></div>Maja", "Hej\nMaja"),
        ("<h1>Retur</h1>Sådan gør du", "Retur\nSådan gør du"),
    ],
)
def test_blocks_and_breaks_become_lines(html: str, text: str) -> None:
    assert plain(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<ul><li>Kvittering</li><li>Ordrenummer</li></ul>", "- Kvittering\n- Ordrenummer"),
        ("Send:<ol>\n <li><p>Navn</p></li>\n <li>\n  Nummer</li>\n</ol>Tak", "Send:\n- Navn\n- Nummer\nTak"),
        ("<ul><li></li><li>Kvittering</li></ul>", "- Kvittering"),
        ("<ul><li></li></ul><p>Tak</p>", "Tak"),
        ("<ul><li>Kvittering<ul><li>på papir</li></ul></li></ul>", "- Kvittering\n- på papir"),
        ("<ul><li>Kvittering<li>Ordrenummer</ul>", "- Kvittering\n- Ordrenummer"),
        ("<table><tr><td>Ordre</td><td>4711</td></tr><tr><th>Pris</th><td>20</td></tr></table>", "Ordre 4711\nPris 20"),
    ],
)  # fmt: skip
def test_lists_and_tables(html: str, text: str) -> None:
    assert plain(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<p>Se <a href="https://example.com/retur">vejledningen</a>.</p>', "Se vejledningen."),
        ('<p>Billedet: <img src="x.png" alt="skærm"></p>', "Billedet:"),
        ('<div class="intercom-container"><img src="x.png"></div>', ""),
        ("<style>p {color: red}</style><p>Hej</p><script>if (a<b) {alert('<p>x</p>')}</script>", "Hej"),
        ("<SCRIPT>x</SCRIPT >Hej<script>if (a<!b) x</script> Maja", "Hej Maja"),
        ("<html><head><title>Svar</title></head><body>Hej</body></html>", "Hej"),
        ("<styled>Hej</styled>", "Hej"),
        ("Hej<!-- skjult --> Maja<!----><!--> Holm", "Hej Maja Holm"),
        ("<!DOCTYPE html><?xml version='1.0'?>Hej<![if !mso]> Maja<![endif]>", "Hej Maja"),
        ("<!--[if mso]><p>Outlook</p><![endif]-->Hej", "Hej"),
        ("<p>Hej</p><blockquote><p>Hvor er pakken?</p></blockquote>Den er her.", "Hej\nHvor er pakken?\nDen er her."),
    ],
)
def test_what_is_kept_and_dropped(html: str, text: str) -> None:
    assert plain(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("bl&aring;b&aelig;r &amp; fl&oslash;de &#229; &#xE5;", "blåbær & fløde å å"),
        ("5 &lt; 6 &gt; 4", "5 < 6 > 4"),
        ("&lt;b&gt;ikke fed&lt;/b&gt;", "<b>ikke fed</b>"),
        ("tlf.&nbsp;12&nbsp;34", "tlf. 12 34"),
        ("med&shy;arbejder&#8203;", "medarbejder"),
        ("Køb & salg &ukendt;", "Køb & salg &ukendt;"),
        ("&#" + "9" * 10_000 + ";", "\ufffd"),
        ("Jeg har\n  to\tpakker ", "Jeg har to pakker"),
        ("Jeg<b> har </b> <i>to</i>pakker", "Jeg har topakker"),
        ("<p> Jeg har </p> <p> to </p>", "Jeg har\nto"),
        ("<pre>linje 1\n  linje 2\r\n\nlinje 3</pre>", "linje 1\nlinje 2\n\nlinje 3"),
    ],
)
def test_entities_and_white_space(html: str, text: str) -> None:
    assert plain(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Tak <3", "Tak <3"),
        ("Nej </3 tak > ja", "Nej </3 tak > ja"),
        ("a < b og c > d", "a < b og c > d"),
        ("Hej <a href='x", "Hej"),
        ("Hej <!-- aldrig lukket", "Hej"),
        ("Hej <script>aldrig lukket", "Hej"),
        ("<b><i>Hej</b></i>", "Hej"),
        ("<o:p>Hej</o:p>", "Hej"),
        ("Hej <", "Hej <"),
    ],
)
def test_broken_html(html: str, text: str) -> None:
    assert plain(html) == text


TAGS = st.sampled_from(
    ["<p>", "</p>", "<br>", "<li>", "</li>", "<pre>", "<script>", "</script>", "<!--", "-->", "<!", "<![", "<?",
     "<a b='", '<a b="', "</", "<", ">", "&", "&#", "&#x", ";", "'", '"', "=", "/", "\0", "\ud800", " ", "\n", "hej"]
)  # fmt: skip


@given(st.lists(st.one_of(TAGS, st.text(max_size=3)), max_size=30).map("".join))
def test_it_takes_anything(html: str) -> None:
    text = plain(html)
    assert text == text.strip()
    assert "\n\n\n" not in text


@pytest.mark.parametrize(
    "piece",
    ["<", "<a ", "<a b='", '<a b="\'', "<a b=c ", "<a <", "<a/'", "<a b = ", "</", "</a ", "<!--", "<!-- >", "<!", "<?",
     "<![x[ >", "<script>", "<script></style>", "<title >", "&", "&#", "&#1", "&amp", "<p>", "<pre>\n", "<li>", "<br>",
     " ", "\n", "\u00a0\n"],
)  # fmt: skip
@pytest.mark.parametrize("end", ["", ">", "'>", "-->"])
def test_a_long_run_of_anything_takes_linear_time(piece: str, end: str) -> None:
    began = time.process_time()
    plain(piece * (50_000 // len(piece)) + end)
    assert time.process_time() - began < 2  # linear: under 0.1; quadratic: minutes
