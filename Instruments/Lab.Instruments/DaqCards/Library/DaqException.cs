namespace Lab.Instruments.DaqCards.Library;

/// <summary>A function of the card's library failed.</summary>
public sealed class DaqException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="code">The status, below zero.</param>
    /// <param name="function">The function: <c>DAQmxStartTask</c>.</param>
    /// <param name="text">The library's own words (<c>DAQmxGetExtendedErrorInfo</c>).</param>
    public DaqException(int code, string function, string text)
        : base($"{function} gives {code}: {text}")
    {
        Code = code;
        Function = function;
        Text = text;
    }

    /// <summary>The status, below zero.</summary>
    public int Code { get; }

    /// <summary>The function.</summary>
    public string Function { get; }

    /// <summary>The library's own words.</summary>
    public string Text { get; }
}
