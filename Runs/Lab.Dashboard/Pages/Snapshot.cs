using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Lab.Dashboard.Pages;

/// <summary>A document that all viewers share: it is made when one asks and the last is too old, however many ask. Who has it
/// already is told so, and is sent nothing.</summary>
/// <typeparam name="T">The document.</typeparam>
/// <param name="read">Makes it.</param>
/// <param name="type">How it is written.</param>
/// <param name="age">How long it is shown before it is made anew.</param>
internal sealed class Snapshot<T>(Func<T> read, JsonTypeInfo<T> type, TimeSpan age) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1);
    private readonly TimeProvider time = TimeProvider.System;
    private volatile Kept? last;
    private volatile int changes;

    /// <summary>Has it made anew for the next who asks: something was just done to it.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref changes);
        last = null;
    }

    /// <summary>Answers with the document.</summary>
    /// <param name="context">The request.</param>
    /// <param name="gone">Cancelled when who asked has left.</param>
    public async Task<IResult> AnswerAsync(HttpContext context, CancellationToken gone)
    {
        Kept now = await GetAsync(gone).ConfigureAwait(false);
        context.Response.Headers.ETag = now.Tag;
        return context.Request.Headers.IfNoneMatch == now.Tag
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Bytes(now.Bytes, "application/json; charset=utf-8");
    }

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    private async Task<Kept> GetAsync(CancellationToken gone)
    {
        await turn.WaitAsync(gone).ConfigureAwait(false);
        try
        {
            if (last is { } kept && time.GetElapsedTime(kept.Made) < age)
            {
                return kept;
            }

            int before = changes;
            byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(read(), type);
            var made = new Kept(bytes, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"", time.GetTimestamp());
            last = changes == before ? made : null; // what was done meanwhile may not be in it
            return made;
        }
        finally
        {
            turn.Release();
        }
    }

    private sealed record Kept(byte[] Bytes, string Tag, long Made);
}
