"""What a language model and a voice must do."""

import pytest

from trainkit.errors import InvalidInput
from trainkit.models import Audio, Message, Prompt, Reply
from trainkit.plugins.conformance._base import Conformance, at_once
from trainkit.ports import LanguageModel, Speech

__all__ = ["LanguageModelConformance", "SpeechConformance"]


class LanguageModelConformance(Conformance):
    """Tests of a language model."""

    prompt = Prompt(
        system="You answer in one short sentence.",
        messages=(
            Message(text="May I run today?"),
            Message(role="assistant", text="Yes, easily."),
            Message(text="How long?"),
        ),
        max_tokens=64,
        template="Run for $minutes minutes.",
        facts={"minutes": "40"},
    )

    def use(self, adapter: LanguageModel) -> object:
        """Answer a prompt."""
        return adapter.reply(self.prompt)

    def test_it_answers(self, adapter: LanguageModel) -> None:
        """An answer has a text and says which model gave it."""
        answer = adapter.reply(self.prompt)
        assert isinstance(answer, Reply)
        assert answer.text.strip()
        assert answer.output_tokens <= self.prompt.max_tokens

    def test_it_answers_in_pieces(self, adapter: LanguageModel) -> None:
        """A stream is an iterator of text."""
        pieces = list(adapter.stream(self.prompt))
        assert all(isinstance(one, str) for one in pieces)
        assert "".join(pieces).strip()

    def test_a_stream_may_be_left(self, adapter: LanguageModel) -> None:
        """Whoever stops listening leaves nothing broken behind."""
        stream = adapter.stream(self.prompt)
        next(stream)
        del stream
        assert adapter.reply(self.prompt).text

    def test_threads_share_it(self, adapter: LanguageModel) -> None:
        """Sixteen prompts at once are all answered."""
        for answer in at_once(lambda _: adapter.reply(self.prompt)):
            assert isinstance(answer, Reply)
            assert answer.text


class SpeechConformance(Conformance):
    """Tests of a voice."""

    text = "Run for forty minutes, easily."

    def use(self, adapter: Speech) -> object:
        """Speak a text."""
        return adapter.speak(self.text)

    def test_it_speaks_with_each_voice(self, adapter: Speech) -> None:
        """Sound comes, and says what kind of file it is."""
        assert adapter.voices
        for voice in (None, *adapter.voices):
            sound = adapter.speak(self.text, voice=voice)
            assert isinstance(sound, Audio)
            assert sound.data

    def test_what_it_cannot_speak_is_refused(self, adapter: Speech) -> None:
        """No text and an unknown voice are the caller's mistakes."""
        with pytest.raises(InvalidInput):
            adapter.speak("")
        with pytest.raises(InvalidInput):
            adapter.speak(self.text, voice="a voice that nobody has")

    def test_threads_share_it(self, adapter: Speech) -> None:
        """Sixteen texts at once are all spoken."""
        for sound in at_once(lambda _: adapter.speak(self.text)):
            assert isinstance(sound, Audio)
