using System.Security.Cryptography;
using System.Text;

namespace Lab.Dashboard.Access;

/// <summary>A secret that a person or a program shows.</summary>
public sealed class AccessToken
{
    /// <summary>The fewest characters of a token: as many random ones cannot be guessed over a network.</summary>
    public const int FewestCharacters = 20;

    private readonly byte[] digest;

    /// <summary>Takes a token.</summary>
    /// <param name="text">The token, at least <see cref="FewestCharacters"/> characters.</param>
    /// <exception cref="ArgumentException">It is shorter.</exception>
    public AccessToken(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length < FewestCharacters)
        {
            throw new ArgumentException(
                $"A token has at least {FewestCharacters} characters; this one has {text.Length}.", nameof(text));
        }

        digest = Digest(text);
    }

    /// <summary>Makes a new token of 192 random bits, in letters, digits, '-' and '_'.</summary>
    public static string NewText() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(24))
        .Replace('+', '-').Replace('/', '_');

    /// <summary>Whether a text is the token. The time that this takes tells nothing of the token, nor of its length.</summary>
    /// <param name="text">The text; <see langword="null"/> is none.</param>
    public bool Is(string? text) => CryptographicOperations.FixedTimeEquals(digest, Digest(text ?? string.Empty));

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
