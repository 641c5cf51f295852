using Microsoft.AspNetCore.Http;

namespace Lab.Dashboard.Access;

/// <summary>Who asks for something, as it is written down.</summary>
internal static class Requester
{
    private const int LongestName = 100;

    /// <summary>The name that a person gave, and the address that the request came from.</summary>
    /// <exception cref="DashboardException">The name is missing, too long, or has control characters.</exception>
    public static string Of(string name, HttpContext context)
    {
        string given = name.Trim();
        return given.Length is > 0 and <= LongestName && !given.Any(char.IsControl)
            ? $"{given} at {context.Connection.RemoteIpAddress}"
            : throw new DashboardException(
                400, $"Say who you are ('by'), in at most {LongestName} characters; nothing was done.");
    }
}
