using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Lab.Dashboard.Access;

/// <summary>Looks at every request before anything else does: whether it was meant for this page, comes from it, and may see
/// or do what it asks for.</summary>
/// <remarks>A page of another site can make a browser send requests here (cross-site request forgery), or give its own name the
/// address of this computer (DNS rebinding). The first is known by its Origin, the second by its Host; both do nothing.</remarks>
internal sealed class RequestGuard
{
    /// <summary>The header with the token for control.</summary>
    public const string ControlHeader = "X-Lab-Control";

    // Browsers send a cookie to all ports of a host: each page has one of its own name.
    private const string SessionCookie = "lab-session";

    // Scripts and styles of the page itself alone. Plotly writes style elements.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data: blob:; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'";

    private readonly AccessToken? view;
    private readonly AccessToken? control;
    private readonly HashSet<string> names;
    private readonly bool hasProxy;

    // One session for all browsers: it says no more than that the token was shown to this process.
    private readonly string session = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
    private readonly AccessToken sessionToken;

    public RequestGuard(DashboardOptions options)
    {
        view = options.ViewToken is { } viewText ? new AccessToken(viewText) : null;
        control = options.ControlToken is { } controlText ? new AccessToken(controlText) : null;
        names = new HashSet<string>(["localhost", .. options.HostNames], StringComparer.OrdinalIgnoreCase);
        hasProxy = options.HostNames.Count > 0;
        sessionToken = new AccessToken(session);
    }

    /// <summary>Whether a token is asked for before anything is shown.</summary>
    public bool NeedsToken => view is not null;

    /// <summary>Whether anything can be done at all.</summary>
    public bool HasControl => control is not null;

    /// <summary>Lets a request through, or answers it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="next">What comes after.</param>
    /// <exception cref="DashboardException">It is refused.</exception>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        RequireHost(context);
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            RequireOwnOrigin(context.Request);
        }

        // All but the page itself, which holds nothing of any run, and the way to show the token.
        PathString path = context.Request.Path;
        if (path.StartsWithSegments("/api") && !path.StartsWithSegments("/api/session"))
        {
            RequireViewer(context);
        }

        return next(context);
    }

    /// <summary>Refuses a request that may not see what is shown.</summary>
    /// <exception cref="DashboardException">It shows no token, or a wrong one.</exception>
    public void RequireViewer(HttpContext context)
    {
        if (!IsViewer(context.Request))
        {
            throw new DashboardException(
                StatusCodes.Status401Unauthorized,
                "Show the token for viewing: 'Authorization: Bearer TOKEN', or log in on the page.");
        }
    }

    /// <summary>Whether a request may see what is shown.</summary>
    public bool IsViewer(HttpRequest request) => view is null
        || view.Is(Bearer(request.Headers.Authorization))
        || sessionToken.Is(request.Cookies[CookieOf(request.HttpContext)]);

    /// <summary>Refuses a request that may not do anything.</summary>
    /// <exception cref="DashboardException">There is no control, or the token is missing or wrong.</exception>
    public void RequireControl(HttpContext context)
    {
        RequireViewer(context);
        if (control is null)
        {
            throw new DashboardException(
                StatusCodes.Status403Forbidden,
                "This page only shows. Start 'lab ui' with --control-token FILE to control runs from it.");
        }

        if (!control.Is(context.Request.Headers[ControlHeader]))
        {
            throw new DashboardException(
                StatusCodes.Status403Forbidden, $"Show the token for control in the header {ControlHeader}; nothing was done.");
        }
    }

    /// <summary>Gives a browser that shows the token a cookie in its place.</summary>
    /// <returns>Whether it is the token.</returns>
    public bool TryOpenSession(HttpContext context, string? token)
    {
        if (view is null || !view.Is(token))
        {
            return view is null;
        }

        context.Response.Cookies.Append(CookieOf(context), session, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps || (IsProxied(context) && context.Request.Headers["X-Forwarded-Proto"] == "https"),
            Path = "/",
        });
        return true;
    }

    /// <summary>Whether a request came through a proxy of this computer, as one with TLS. Any program here can say so: it is
    /// believed where the page is served under a name, which is what a proxy needs.</summary>
    public bool IsProxied(HttpContext context) =>
        hasProxy && context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from)
            && !StringValues.IsNullOrEmpty(context.Request.Headers["X-Forwarded-For"]);

    private static string CookieOf(HttpContext context) => $"{SessionCookie}-{context.Connection.LocalPort}";

    private void RequireHost(HttpContext context)
    {
        HostString host = context.Request.Host;
        string name = host.Host.Trim('[', ']');

        // A number cannot be given to another computer as a name can.
        bool isAddress = IPAddress.TryParse(name, out IPAddress? address)
            && Plain(address).Equals(Plain(context.Connection.LocalIpAddress ?? IPAddress.None));
        if (!isAddress && !names.Contains(name))
        {
            throw new DashboardException(
                StatusCodes.Status421MisdirectedRequest,
                "This page is not served under the name that was asked for. Name it with 'lab ui --host-name NAME'.");
        }
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    // Browsers name the origin of every POST; programs that are none name nothing.
    private static void RequireOwnOrigin(HttpRequest request)
    {
        StringValues origin = request.Headers.Origin;
        bool isOwn = StringValues.IsNullOrEmpty(origin)
            ? StringValues.IsNullOrEmpty(request.Headers["Sec-Fetch-Site"]) || request.Headers["Sec-Fetch-Site"] == "same-origin"
            : Uri.TryCreate(origin, UriKind.Absolute, out Uri? from)
                && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
        if (!isOwn)
        {
            throw new DashboardException(
                StatusCodes.Status403Forbidden, "The request comes from another site; nothing was done.");
        }
    }

    private static string? Bearer(StringValues header)
    {
        const string scheme = "Bearer ";
        string? text = header;
        return text?.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) == true ? text[scheme.Length..].Trim() : null;
    }
}
