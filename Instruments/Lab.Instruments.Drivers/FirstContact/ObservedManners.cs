using Lab.Instruments.Drivers.Sessions;

namespace Lab.Instruments.Drivers.FirstContact;

/// <summary>How an instrument was seen to converse beside what it answered.</summary>
internal sealed class ObservedManners
{
    private readonly List<string> seen = [];

    /// <summary>Each thing once, in the order in which it was first seen.</summary>
    public IReadOnlyList<string> Seen => seen;

    /// <summary>Looks at a line as it came off the wire.</summary>
    public void Look(string line)
    {
        Note(line.Contains('\0', StringComparison.Ordinal), "A NUL comes with its answers.");
        Note(line.EndsWith('\r'), "A CR comes before the end of its answers.");
        bool isBlank = Answers.Trimmed(line).Length == 0;
        Note(isBlank, "A blank line comes before an answer.");
        Note(!isBlank && line[0] is ' ' or '\t', "A blank stands before an answer.");
    }

    /// <summary>Looks at how a register is written.</summary>
    public void LookAtRegister(string answer)
    {
        Note(answer.StartsWith('+'), $"Registers have a sign: {answer}.");
        string digits = answer.TrimStart('+');
        Note(digits.Length > 1 && digits[0] == '0', $"Registers have leading zeros: {answer}.");
        Note(answer.StartsWith('#'), $"Registers are not decimal: {answer}.");
    }

    /// <summary>Notes a sentence, where it holds and is not noted yet.</summary>
    public void Note(bool isSo, string sentence)
    {
        if (isSo && !seen.Contains(sentence))
        {
            seen.Add(sentence);
        }
    }
}
