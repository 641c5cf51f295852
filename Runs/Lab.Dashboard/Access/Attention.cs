using Microsoft.AspNetCore.Http;

namespace Lab.Dashboard.Access;

/// <summary>Knows when the page was last looked at.</summary>
internal sealed class Attention
{
    private readonly TimeProvider clock = TimeProvider.System;
    private long last = TimeProvider.System.GetTimestamp();
    private int open;

    /// <summary>How long no request came, or was being answered.</summary>
    public TimeSpan SinceLast => Volatile.Read(ref open) > 0 ? TimeSpan.Zero : clock.GetElapsedTime(Interlocked.Read(ref last));

    /// <summary>Counts a request while it is answered.</summary>
    public async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        Interlocked.Increment(ref open);
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Exchange(ref last, clock.GetTimestamp());
            Interlocked.Decrement(ref open);
        }
    }
}
