package org.knime.core.node.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Collects issues and resolutions of a message. */
public final class MessageBuilder {

    private String m_summary;

    private final List<String> m_issues = new ArrayList<>();

    private final List<String> m_resolutions = new ArrayList<>();

    MessageBuilder() {
    }

    MessageBuilder(final Message message) {
        m_summary = message.getSummary();
        m_issues.addAll(message.issues());
        m_resolutions.addAll(message.getResolutions());
    }

    public Optional<String> getSummary() {
        return Optional.ofNullable(m_summary);
    }

    public MessageBuilder withSummary(final String summary) {
        m_summary = Objects.requireNonNull(summary);
        return this;
    }

    public MessageBuilder addTextIssue(final String text) {
        m_issues.add(text);
        return this;
    }

    public MessageBuilder addRowIssue(final int portIndex, final long rowIndex, final String text) {
        m_issues.add("Row " + (rowIndex + 1) + ": " + text);
        return this;
    }

    public MessageBuilder addResolutions(final String... resolutions) {
        m_resolutions.addAll(List.of(resolutions));
        return this;
    }

    public Optional<String> getFirstIssue() {
        return m_issues.stream().findFirst();
    }

    public long getIssueCount() {
        return m_issues.size();
    }

    /** @return empty if there is no summary */
    public Optional<Message> build() {
        return m_summary == null ? Optional.empty() : Optional.of(new Message(m_summary, m_issues, m_resolutions));
    }
}
