namespace Lab.Mocks.Scpi;

/// <summary>One command or query of a message.</summary>
/// <param name="Header">The header in upper case, without a leading colon and without the question mark:
/// <c>SOUR:FREQ</c>.</param>
/// <param name="FromRoot">Whether it started with a colon, so that the path starts anew.</param>
/// <param name="IsQuery">Whether a question mark ended the header.</param>
/// <param name="Arguments">The parameters.</param>
public sealed record ScpiUnit(string Header, bool FromRoot, bool IsQuery, IReadOnlyList<ScpiArgument> Arguments)
{
    /// <summary>Whether it is a common command of IEEE 488.2, which leaves the path as it is.</summary>
    public bool IsCommon => Header.StartsWith('*');

    /// <summary>Whether the first parameter follows the header without a space.</summary>
    internal bool IsGlued { get; init; }

    /// <summary>The other reading of a header that ends in digits: <c>SLVL0.500</c> is <c>SLVL</c> with the parameter 0.500. Old
    /// instruments need no space there, and clients that were written for them send none.</summary>
    /// <returns>The command so read, or <see langword="null"/> where there is only one reading.</returns>
    internal ScpiUnit? SplitAtDigits()
    {
        int lastNode = Header.LastIndexOf(':') + 1;
        int letters = Header.AsSpan(lastNode).IndexOfAnyInRange('0', '9');
        if (IsQuery || letters <= 0 || Arguments.Count > 0 != IsGlued
            || (IsGlued && Arguments[0] is { IsString: true } or { Block: not null }))
        {
            return null;
        }

        string number = Header[(lastNode + letters)..] + (IsGlued ? Arguments[0].Text : string.Empty);
        return this with
        {
            Header = Header[..(lastNode + letters)],
            Arguments = [new ScpiArgument(number, IsString: false, Block: null), .. Arguments.Skip(1)],
            IsGlued = false,
        };
    }
}
