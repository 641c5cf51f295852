namespace Lab.Quantities;

/// <summary>A text is not the quantity that is expected; the message says what is and how to write it.</summary>
public sealed class QuantityFormatException : FormatException
{
    /// <summary>Creates the error with a message for the user.</summary>
    public QuantityFormatException(string message)
        : base(message)
    {
    }
}
