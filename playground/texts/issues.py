"""What is wrong with a field, beside that field."""

ISSUES: dict[str, tuple[str, str]] = {
    "issue.max_length": (
        "{title} can have at most {limit:character|characters}; this one has {actual:,}.",
        "{title}最多 {limit} 个字符，现在是 {actual} 个。",
    ),
}
