using System.Globalization;
using System.Text;

namespace Lab.Mocks.Tsp;

/// <summary>Reads the part of Keithley's TSP language, which is Lua, that programs for instruments send line by line:
/// assignments, calls of functions, numbers, strings and names.</summary>
/// <remarks>Values are <see cref="double"/>, <see cref="string"/>, <see cref="bool"/>, or <see langword="null"/> for nil. Loops,
/// conditions, tables and functions of a program's own are a syntax error here.</remarks>
/// <param name="text">A message.</param>
/// <param name="machine">Carries out.</param>
internal sealed class TspReader(string text, ITspMachine machine)
{
    private const int SyntaxError = -285;

    private int position;

    /// <summary>Carries all statements of the message out, one after another.</summary>
    /// <exception cref="Scpi.ScpiErrorException">It breaks the language, or the instrument refuses.</exception>
    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        SkipBlanks();
        while (position < text.Length)
        {
            string name = ReadName();
            if (TryTake('='))
            {
                machine.Set(name, (await ReadListAsync(cancellationToken).ConfigureAwait(false))[0]);
            }
            else if (Peek() == '(')
            {
                await CallAsync(name, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                throw Broken();
            }

            while (TryTake(';'))
            {
            }
        }
    }

    private static Scpi.ScpiErrorException Broken() => new(SyntaxError, "TSP Syntax error at line 1: unexpected symbol");

    // All values of the last expression count, as in Lua.
    private async ValueTask<object?[]> ReadListAsync(CancellationToken cancellationToken)
    {
        List<object?> values = [];
        object?[] last;
        do
        {
            last = await ReadExpressionAsync(cancellationToken).ConfigureAwait(false);
            values.AddRange(Peek() == ',' ? last.Take(1) : last);
        }
        while (TryTake(','));
        return [.. values];
    }

    private async ValueTask<object?[]> ReadExpressionAsync(CancellationToken cancellationToken)
    {
        char first = Peek();
        if (first is '"' or '\'')
        {
            return [ReadString(first)];
        }

        if (char.IsAsciiDigit(first) || first is '-' or '.')
        {
            return [ReadNumber()];
        }

        string name = ReadName();
        return Peek() == '(' ? await CallAsync(name, cancellationToken).ConfigureAwait(false) : [machine.Get(name)];
    }

    private async ValueTask<object?[]> CallAsync(string name, CancellationToken cancellationToken)
    {
        if (!TryTake('('))
        {
            throw Broken();
        }

        object?[] arguments = Peek() == ')' ? [] : await ReadListAsync(cancellationToken).ConfigureAwait(false);
        return TryTake(')') ? await machine.CallAsync(name, arguments, cancellationToken).ConfigureAwait(false) : throw Broken();
    }

    private string ReadName()
    {
        int start = position;
        while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] is '.' or '_'))
        {
            position++;
        }

        string name = text[start..position];
        SkipBlanks();
        return name.Length > 0 && !char.IsAsciiDigit(name[0]) ? name : throw Broken();
    }

    private double ReadNumber()
    {
        int start = position;
        while (position < text.Length
            && (char.IsAsciiLetterOrDigit(text[position]) || text[position] == '.'
                || (text[position] is '-' or '+' && (position == start || text[position - 1] is 'e' or 'E'))))
        {
            position++;
        }

        bool isNumber = double.TryParse(
            text.AsSpan(start, position - start), NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
        SkipBlanks();
        return isNumber ? number : throw Broken();
    }

    private string ReadString(char quote)
    {
        var read = new StringBuilder();
        for (position++; position < text.Length && text[position] != quote; position++)
        {
            read.Append(text[position]);
        }

        if (position == text.Length)
        {
            throw Broken();
        }

        position++;
        SkipBlanks();
        return read.ToString();
    }

    private char Peek() => position < text.Length ? text[position] : '\0';

    private bool TryTake(char symbol)
    {
        if (Peek() != symbol)
        {
            return false;
        }

        position++;
        SkipBlanks();
        return true;
    }

    private void SkipBlanks()
    {
        while (position < text.Length && (char.IsWhiteSpace(text[position]) || IsComment()))
        {
            position++;
        }
    }

    // A comment goes to the end of the line.
    private bool IsComment()
    {
        if (text.AsSpan(position).StartsWith("--", StringComparison.Ordinal))
        {
            int end = text.IndexOf('\n', position);
            position = end < 0 ? text.Length - 1 : end;
            return true;
        }

        return false;
    }
}
