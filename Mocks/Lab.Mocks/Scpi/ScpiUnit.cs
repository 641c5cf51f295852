namespace Lab.Mocks.Scpi;

/// <summary>One command or query of a message.</summary>
/// <param name="Header">The header in upper case, without a leading colon and without the question mark: <c>SOUR:FREQ</c>.</param>
/// <param name="FromRoot">Whether it started with a colon, so that the path starts anew.</param>
/// <param name="IsQuery">Whether a question mark ended the header.</param>
/// <param name="Arguments">The parameters.</param>
public sealed record ScpiUnit(string Header, bool FromRoot, bool IsQuery, IReadOnlyList<ScpiArgument> Arguments)
{
    /// <summary>Whether it is a common command of IEEE 488.2, which leaves the path as it is.</summary>
    public bool IsCommon => Header.StartsWith('*');
}
