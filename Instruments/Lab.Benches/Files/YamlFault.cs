namespace Lab.Benches.Files;

/// <summary>Frequent mistakes in a YAML file, found where they stand.</summary>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="What">The fault and the part that is missing, as a sentence.</param>
internal sealed record YamlFault(int Line, string What)
{
    /// <summary>Looks through a text that a YAML parser has refused.</summary>
    /// <returns>The first fault; <see langword="null"/> where it is none of those known here.</returns>
    public static YamlFault? Find(string yaml)
    {
        string[] lines = yaml.Split('\n');
        return new Scan(lines).Find() ?? lines.Select(OfKey).FirstOrDefault(fault => fault is not null);
    }

    // A line of a mapping that has no colon, or none with a blank after it. Text that runs over several lines has none either,
    // but the parser does not refuse that.
    private static YamlFault? OfKey(string text, int index)
    {
        string line = text.Trim();
        if (line.Length == 0 || line[0] is '#' or '-' or '{' or '}' or '[' or ']' or '"' or '\'' or '%' || line == "..."
            || line.Contains(": ", StringComparison.Ordinal) || line.EndsWith(':')
            || line.Contains(": #", StringComparison.Ordinal))
        {
            return null;
        }

        int end = line.AsSpan().IndexOfAny(' ', ':');
        return end < 0 ? null
            : line[end] == ':' ? new YamlFault(index + 1, $"a blank is missing after '{line[..(end + 1)]}'.")
            : new YamlFault(index + 1, $"':' is missing after '{line[..end]}'.");
    }

    /// <summary>Follows brackets, quotes and indentation through the lines.</summary>
    private sealed class Scan(string[] lines)
    {
        private readonly Stack<(char Open, int Line, int Indent)> open = [];
        private int row;
        private int blockIndent = -1;

        public YamlFault? Find()
        {
            for (row = 0; row < lines.Length; row++)
            {
                if (OfLine(lines[row]) is { } fault)
                {
                    return fault;
                }
            }

            return open.Count > 0 ? NotClosed() : null;
        }

        private YamlFault NotClosed()
        {
            (char opened, int line, _) = open.Peek();
            return new YamlFault(line, opened is '"' or '\''
                ? $"the quote {opened} is not closed."
                : $"'{opened}' is not closed; '{CloserOf(opened)}' is missing.");
        }

        private static char CloserOf(char opened) => opened == '{' ? '}' : ']';

        private YamlFault? OfLine(string line)
        {
            int indent = line.Length - line.TrimStart(' ', '\t').Length;
            string content = line.Trim();
            if (content.Length == 0 || (content[0] == '#' && !IsInQuote))
            {
                return null;
            }

            if (blockIndent >= 0 && indent > blockIndent)
            {
                return null; // text of a block scalar
            }

            blockIndent = -1;
            if (open.Count == 0 && line.AsSpan(0, indent).Contains('\t'))
            {
                return new YamlFault(row + 1, "there is a tab in the indentation; write blanks.");
            }

            // Whatever is open belongs to the key before it, and a line that is no deeper is the next key.
            if (open.Count > 0 && indent <= open.Peek().Indent && content[0] is not ('}' or ']') && content.Contains(':'))
            {
                return NotClosed();
            }

            YamlFault? fault = OfContent(line, indent);
            if (open.Count == 0
                && (content.EndsWith(": |", StringComparison.Ordinal) || content.EndsWith(": >", StringComparison.Ordinal)))
            {
                blockIndent = indent;
            }

            return fault;
        }

        private bool IsInQuote => open.Count > 0 && open.Peek().Open is '"' or '\'';

        private YamlFault? OfContent(string line, int indent)
        {
            bool startsToken = true;
            for (int i = indent; i < line.Length; i++)
            {
                char c = line[i];
                if (IsInQuote)
                {
                    i += SkipInQuote(line, i);
                    continue;
                }

                if (c == '#' && (i == 0 || char.IsWhiteSpace(line[i - 1])))
                {
                    return null;
                }

                if (c is '"' or '\'' or '{' or '[' && startsToken)
                {
                    open.Push((c, row + 1, indent));
                }
                else if (c is '}' or ']' && (open.Count > 0 || startsToken))
                {
                    if (open.Count == 0)
                    {
                        return new YamlFault(row + 1, $"'{c}' closes nothing; '{(c == '}' ? '{' : '[')}' is missing.");
                    }

                    if (CloserOf(open.Peek().Open) != c)
                    {
                        return new YamlFault(row + 1, $"'{CloserOf(open.Peek().Open)}' is missing before '{c}'.");
                    }

                    open.Pop();
                }

                startsToken = c is ',' or '{' or '[' or ':' or '-' || (startsToken && char.IsWhiteSpace(c));
            }

            return null;
        }

        /// <summary>Looks at a character within quotes.</summary>
        /// <returns>How many characters after it belong to it.</returns>
        private int SkipInQuote(string line, int i)
        {
            char quote = open.Peek().Open;
            if (quote == '"' && line[i] == '\\')
            {
                return 1;
            }

            if (line[i] != quote)
            {
                return 0;
            }

            if (quote == '\'' && i + 1 < line.Length && line[i + 1] == quote)
            {
                return 1;
            }

            open.Pop();
            return 0;
        }
    }
}
