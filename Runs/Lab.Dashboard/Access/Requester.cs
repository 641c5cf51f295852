using System.Net;
using Microsoft.AspNetCore.Http;

namespace Lab.Dashboard.Access;

/// <summary>Who asks for something, as it is written down.</summary>
internal static class Requester
{
    private const int LongestName = 100;

    /// <summary>The name that a person gave, and the address that the request came from.</summary>
    /// <param name="name">The name.</param>
    /// <param name="context">The request.</param>
    /// <param name="guard">Knows whether there is a proxy.</param>
    /// <exception cref="DashboardException">The name is missing, too long, or has control characters.</exception>
    public static string Of(string? name, HttpContext context, RequestGuard guard)
    {
        string given = name?.Trim() ?? string.Empty;
        return given.Length is > 0 and <= LongestName && !given.Any(char.IsControl)
            ? $"{given} at {AddressOf(context, guard)}"
            : throw new DashboardException(
                400, $"Say who you are ('by'), in at most {LongestName} characters; nothing was done.");
    }

    /// <summary>The address that a request came from: what a proxy on this computer added last. What stands before it came from
    /// outside, and may be made up.</summary>
    /// <param name="context">The request.</param>
    /// <param name="guard">Knows whether there is a proxy.</param>
    public static string AddressOf(HttpContext context, RequestGuard guard) =>
        guard.IsProxied(context)
            && IPAddress.TryParse($"{context.Request.Headers["X-Forwarded-For"]}".Split(',')[^1].Trim(), out IPAddress? told)
            ? $"{told} through the proxy at {context.Connection.RemoteIpAddress}"
            : $"{context.Connection.RemoteIpAddress}";
}
