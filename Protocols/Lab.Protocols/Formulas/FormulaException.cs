namespace Lab.Protocols.Formulas;

/// <summary>A formula is wrong; the message says where, why, and what would be right.</summary>
internal sealed class FormulaException : Exception
{
    /// <summary>Creates the error with a message for the user.</summary>
    public FormulaException(string message)
        : base(message)
    {
    }
}
