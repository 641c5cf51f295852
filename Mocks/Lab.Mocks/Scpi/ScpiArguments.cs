namespace Lab.Mocks.Scpi;

/// <summary>The parameters of a command that is being executed, taken one after another.</summary>
public sealed class ScpiArguments
{
    private readonly IReadOnlyList<ScpiArgument> arguments;
    private readonly IReadOnlyList<int> suffixes;
    private int next;
    private int end;

    internal ScpiArguments(IReadOnlyList<ScpiArgument> arguments, IReadOnlyList<int> suffixes)
    {
        this.arguments = arguments;
        this.suffixes = suffixes;
        end = arguments.Count;
    }

    /// <summary>How many parameters are left.</summary>
    public int Remaining => end - next;

    /// <summary>The numeric suffix of a header's node, in the order of the pattern's <c>&lt;n&gt;</c>;
    /// 1 where none was written.</summary>
    public int Suffix(int index = 0) => suffixes[index];

    /// <summary>Takes a number, in the parameter's own unit.</summary>
    /// <param name="unit">The unit: <c>Hz</c>, <c>dBm</c>, or empty.</param>
    /// <exception cref="ScpiErrorException">It is missing, not a number, or has another unit.</exception>
    public double Number(string unit = "") => ScpiSuffix.Read(TakeWord(), unit);

    /// <summary>Takes a number within bounds.</summary>
    /// <exception cref="ScpiErrorException">As <see cref="Number(string)"/>, or out of range.</exception>
    public double Number(string unit, double minimum, double maximum)
    {
        double value = Number(unit);
        return value >= minimum && value <= maximum ? value : throw ScpiErrorException.OutOfRange();
    }

    /// <summary>Takes a number within bounds, or <c>INFinity</c>.</summary>
    /// <exception cref="ScpiErrorException">As <see cref="Number(string, double, double)"/>.</exception>
    public double NumberOrInfinity(string unit, double minimum, double maximum)
    {
        if (Peek().ToUpperInvariant() is not ("INF" or "INFINITY"))
        {
            return Number(unit, minimum, maximum);
        }

        Take();
        return double.PositiveInfinity;
    }

    /// <summary>Takes a boolean: ON, OFF or a number.</summary>
    /// <exception cref="ScpiErrorException">It is missing or neither.</exception>
    public bool Switch() => TakeWord().ToUpperInvariant() switch
    {
        "ON" => true,
        "OFF" => false,
        string number => Math.Round(ScpiSuffix.Read(number, string.Empty)) != 0,
    };

    /// <summary>Takes a word and returns its short form.</summary>
    /// <param name="words">The allowed words as manuals print them: <c>IMMediate</c>.</param>
    /// <exception cref="ScpiErrorException">It is missing or not one of them.</exception>
    public string Word(params ReadOnlySpan<string> words)
    {
        string text = Take().Text;
        foreach (string word in words)
        {
            string shortForm = ShortForm(word);
            if (text.Equals(shortForm, StringComparison.OrdinalIgnoreCase)
                || text.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return shortForm;
            }
        }

        throw ScpiErrorException.IllegalParameter();
    }

    /// <summary>Takes a block of bytes.</summary>
    /// <returns>The bytes, which lie in the message: who keeps them copies them.</returns>
    /// <exception cref="ScpiErrorException">It is missing or no block.</exception>
    public ReadOnlyMemory<byte> Block() => Take() is { Block: { } bytes } ? bytes : throw ScpiErrorException.DataTypeError();

    /// <summary>Takes the next parameter as it was written.</summary>
    /// <exception cref="ScpiErrorException">It is missing.</exception>
    public ScpiArgument Take() => next < end ? arguments[next++] : throw ScpiErrorException.MissingParameter();

    /// <summary>Looks at the next parameter's text without taking it; empty at the end.</summary>
    public string Peek() => next < end ? arguments[next].Text : string.Empty;

    /// <summary>Checks that no parameter is left, before a command that has taken all of its own takes effect.</summary>
    /// <exception cref="ScpiErrorException">There are more (-108).</exception>
    public void RequireEnd()
    {
        if (Remaining > 0)
        {
            throw ScpiErrorException.ParameterNotAllowed();
        }
    }

    /// <summary>The short form of a word as manuals print it: <c>IMM</c> of <c>IMMediate</c>.</summary>
    internal static string ShortForm(string word) => new([.. word.Where(c => !char.IsAsciiLetterLower(c))]);

    /// <summary>Takes the last parameter, a block, off the end.</summary>
    internal ReadOnlyMemory<byte> LastBlock()
    {
        ReadOnlyMemory<byte>? last = Remaining > 0 ? arguments[^1].Block : throw ScpiErrorException.MissingParameter();
        end--;
        return last ?? throw ScpiErrorException.DataTypeError();
    }

    private string TakeWord() =>
        Take() is { IsString: false, Block: null, Text: var text } ? text : throw ScpiErrorException.DataTypeError();
}
