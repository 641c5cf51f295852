using System.Globalization;
using System.Reflection;
using Lab.Instruments;
using Lab.Quantities;

namespace Lab.Cli.Output;

/// <summary>A call of a transcript as C#. A transcript from elsewhere must not bring code of its own: what is admitted are
/// methods that the kinds of instruments have, and values as Lab writes them (numbers, switches, names, quantities in SI,
/// choices, and records of these).</summary>
internal static class TranscriptCall
{
    private const string Quantity = "FromSi";

    private static readonly Assembly[] Known = [typeof(IInstrument).Assembly, typeof(Frequency).Assembly];

    private static readonly char[] Marks = ['(', ')', '{', '}', ',', '=', '.'];

    /// <summary>Reads a call.</summary>
    /// <param name="text">The call: <c>IRfGenerator.SetFrequencyAsync(Frequency.FromSi(346000000))</c>.</param>
    /// <returns>The interface and the call on it; <see langword="null"/> where it is none that an instrument has.</returns>
    public static (string Interface, string Call)? Read(string text)
    {
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        int open = text.IndexOf('(', StringComparison.Ordinal);
        if (dot < 1 || open < dot || !text.EndsWith(')'))
        {
            return null;
        }

        string name = text[..dot];
        Type? kind = Array.Find(
            typeof(IInstrument).Assembly.GetExportedTypes(),
            type => type.IsInterface && type.Name == name && type.IsAssignableTo(typeof(IInstrument)));
        MethodInfo[] methods = kind is null ? []
            : [.. kind.GetInterfaces().Append(kind).SelectMany(type => type.GetMethods()).Where(
                method => method.Name == text[(dot + 1)..open])];
        int? arguments = CountArguments(text[(open + 1)..^1]);
        return arguments is { } count
            && methods.Any(method => method.GetParameters().Length - 1 == count || method.GetParameters().Length == count)
            ? (name, text[(dot + 1)..])
            : null;
    }

    /// <summary>Whether a text is a value as Lab writes it.</summary>
    public static bool IsValue(string text) => Words(text) is { } words && TakeValue(words) && words.Count == 0;

    private static int? CountArguments(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return 0;
        }

        if (Words(text) is not { } words)
        {
            return null;
        }

        int count = 1;
        while (TakeValue(words))
        {
            if (words.Count == 0)
            {
                return count;
            }

            if (words.Dequeue() != ",")
            {
                return null;
            }

            count++;
        }

        return null;
    }

    // Identifiers, numbers and single marks; null where there is anything else.
    private static Queue<string>? Words(string text)
    {
        var words = new Queue<string>();
        for (int i = 0; i < text.Length;)
        {
            int start = i;
            if (text[i] == ' ')
            {
                i++;
                continue;
            }

            if (char.IsAsciiDigit(text[i]) || text[i] is '-')
            {
                while (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '-' or '+' or '.'))
                {
                    i++;
                }

                if (!double.TryParse(text.AsSpan(start, i - start), NumberStyles.Float, CultureInfo.InvariantCulture, out _))
                {
                    return null;
                }
            }
            else if (char.IsAsciiLetter(text[i]))
            {
                while (i < text.Length && char.IsAsciiLetterOrDigit(text[i]))
                {
                    i++;
                }
            }
            else if (text[i] == '"')
            {
                do
                {
                    i++;
                }
                while (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '_' or '-'));

                if (i == text.Length || text[i++] != '"')
                {
                    return null;
                }
            }
            else if (!Marks.Contains(text[i++]))
            {
                return null;
            }

            words.Enqueue(text[start..i]);
        }

        return words;
    }

    private static bool TakeValue(Queue<string> words)
    {
        if (!words.TryDequeue(out string? first))
        {
            return false;
        }

        return first is "null" or "true" or "false" || first[0] == '"' || IsNumber(first)
            || (first == "new" ? TakeRecord(words) : TypeNamed(first) is { } type && TakeMember(type, words));
    }

    private static bool TakeMember(Type type, Queue<string> words)
    {
        if (!Take(words, ".") || !words.TryDequeue(out string? member))
        {
            return false;
        }

        return type.IsEnum
            ? Enum.GetNames(type).Contains(member)
            : type.GetProperty("SiValue") is not null && member == Quantity && Take(words, "(")
                && words.TryDequeue(out string? number) && IsNumber(number)
                && Take(words, ")");
    }

    private static bool TakeRecord(Queue<string> words)
    {
        if (!words.TryDequeue(out string? name) || TypeNamed(name) is not { IsEnum: false } type || !Take(words, "{"))
        {
            return false;
        }

        do
        {
            if (!words.TryDequeue(out string? property) || type.GetProperty(property) is not { CanWrite: true }
                || !Take(words, "=") || !TakeValue(words))
            {
                return false;
            }
        }
        while (Take(words, ","));
        return Take(words, "}");
    }

    private static bool Take(Queue<string> words, string mark)
    {
        bool isThere = words.TryPeek(out string? next) && next == mark;
        if (isThere)
        {
            words.Dequeue();
        }

        return isThere;
    }

    private static bool IsNumber(string word) => char.IsAsciiDigit(word[0]) || word[0] == '-';

    private static Type? TypeNamed(string name) => Known.SelectMany(assembly => assembly.GetExportedTypes()).FirstOrDefault(
        type => type.Name == name && (type.IsValueType || type.IsClass));
}
