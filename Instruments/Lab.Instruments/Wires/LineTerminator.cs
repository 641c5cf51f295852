using System.Text;

namespace Lab.Instruments.Wires;

/// <summary>The bytes that end a message, by the names that bench files and drivers give them.</summary>
public static class LineTerminator
{
    /// <summary>The names: <c>lf</c>, <c>cr</c> and <c>crlf</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["lf", "cr", "crlf"];

    /// <summary>The name of the end of instruments whose messages are calls, <c>GroupKill(Group1)</c>: their closing bracket, to
    /// which nothing is added.</summary>
    public const string Bracket = "bracket";

    /// <summary>The bytes of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>, or <see cref="Bracket"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is none of them.</exception>
    public static byte[] BytesOf(string name) => Encoding.ASCII.GetBytes(name switch
    {
        "lf" => "\n",
        "cr" => "\r",
        "crlf" => "\r\n",
        Bracket => string.Empty,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, $"A message ends with {string.Join(", ", Names)}."),
    });
}
