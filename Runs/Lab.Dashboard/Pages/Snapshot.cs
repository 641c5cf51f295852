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
internal sealed class Snapshot<T>(Func<T> read, JsonTypeInfo<T> type, TimeSpan age)
{
    private readonly Lock gate = new();
    private readonly TimeProvider time = TimeProvider.System;
    private Task<Kept>? making;
    private long since;

    /// <summary>Has it made anew for the next who asks: something was just done to it.</summary>
    public void Forget()
    {
        lock (gate)
        {
            making = null;
        }
    }

    /// <summary>Answers with the document.</summary>
    /// <param name="context">The request.</param>
    /// <param name="gone">Cancelled when who asked has left.</param>
    public async Task<IResult> AnswerAsync(HttpContext context, CancellationToken gone)
    {
        Kept now = await Last().WaitAsync(gone).ConfigureAwait(false);
        context.Response.Headers.ETag = now.Tag;
        return context.Request.Headers.IfNoneMatch == now.Tag
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Bytes(now.Bytes, "application/json; charset=utf-8");
    }

    private Task<Kept> Last()
    {
        lock (gate)
        {
            bool isOld = making is { IsCompleted: true } && (making.IsFaulted || time.GetElapsedTime(since) >= age);
            if (making is null || isOld)
            {
                since = time.GetTimestamp();
                making = Task.Run(Make, CancellationToken.None);
            }

            return making;
        }
    }

    private Kept Make()
    {
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(read(), type);
        return new Kept(bytes, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"");
    }

    private sealed record Kept(byte[] Bytes, string Tag);
}
