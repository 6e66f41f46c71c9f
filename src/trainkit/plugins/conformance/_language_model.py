"""What a language model must do."""

from trainkit.models import Message, Prompt, Reply, StreamEnd, TextDelta
from trainkit.plugins.conformance._base import Conformance, run_at_once
from trainkit.ports import LanguageModel

__all__ = ["LanguageModelConformance"]


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
        """An answer has a text and keeps within the token limit."""
        answer = adapter.reply(self.prompt)
        assert isinstance(answer, Reply)
        assert answer.text.strip()
        assert (answer.output_tokens or 0) <= self.prompt.max_tokens

    def test_it_streams(self, adapter: LanguageModel) -> None:
        """A stream yields text; with an end, the end holds the whole of it and comes last."""
        *events, last = adapter.stream(self.prompt)
        if not isinstance(last, StreamEnd):
            events.append(last)
        text = "".join(
            event if isinstance(event, str) else event.text
            for event in events
            if isinstance(event, str | TextDelta)
        )
        assert text.strip()
        assert not any(isinstance(event, StreamEnd) for event in events)
        if isinstance(last, StreamEnd):
            assert last.reply.text == text

    def test_a_stream_may_be_abandoned(self, adapter: LanguageModel) -> None:
        """A caller that stops listening leaves nothing broken behind."""
        stream = adapter.stream(self.prompt)
        next(stream)
        del stream
        assert adapter.reply(self.prompt).text

    def test_threads_share_it(self, adapter: LanguageModel) -> None:
        """Sixteen prompts at once are all answered."""
        for answer in run_at_once(lambda _: adapter.reply(self.prompt)):
            assert isinstance(answer, Reply)
            assert answer.text
