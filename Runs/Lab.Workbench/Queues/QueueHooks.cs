using System.ComponentModel;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Lab.Workbench.Queues;

/// <summary>Tells others when a run of a queue has ended or a person has to look: by a program, by a webhook, or both.</summary>
/// <param name="Program">The full path of a program, which gets the event as JSON on its standard input, and its parts as
/// environment variables <c>LAB_EVENT</c>, <c>LAB_RUN</c>, <c>LAB_STATUS</c>, <c>LAB_MESSAGE</c>; <see langword="null"/> for
/// none.</param>
/// <param name="Webhook">An address to which the event is sent as JSON by POST; <see langword="null"/> for none.</param>
public sealed record QueueHooks(string? Program = null, Uri? Webhook = null)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Tells of an event.</summary>
    /// <param name="told">The event.</param>
    /// <returns>What went wrong, a sentence each; a hook that fails is no matter of the queue.</returns>
    public async Task<IReadOnlyList<string>> TellAsync(QueueEvent told)
    {
        ArgumentNullException.ThrowIfNull(told);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(told, QueueEventJson.Default.QueueEvent);
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        string?[] faults =
        [
            Program is null ? null : await RunAsync(Program, told, json, patience.Token).ConfigureAwait(false),
            Webhook is null ? null : await PostAsync(Webhook, json, patience.Token).ConfigureAwait(false),
        ];
        return [.. faults.OfType<string>()];
    }

    private static async Task<string?> RunAsync(string program, QueueEvent told, byte[] json, CancellationToken patience)
    {
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardInput = true };
        start.Environment["LAB_EVENT"] = told.Event;
        start.Environment["LAB_RUN"] = told.Run ?? string.Empty;
        start.Environment["LAB_STATUS"] = told.Status;
        start.Environment["LAB_MESSAGE"] = told.Message;
        try
        {
            using Process process = Process.Start(start)
                ?? throw new InvalidOperationException("Bug in Lab: a program was not started.");
            try
            {
                await process.StandardInput.BaseStream.WriteAsync(json, patience).ConfigureAwait(false);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // A program need not read what it is told.
            }

            await process.WaitForExitAsync(patience).ConfigureAwait(false);
            return process.ExitCode == 0 ? null : $"The hook '{program}' ended with exit code {process.ExitCode}.";
        }
        catch (Win32Exception error)
        {
            return $"The hook '{program}' cannot be started: {error.Message}";
        }
        catch (OperationCanceledException)
        {
            return $"The hook '{program}' did not end within {Patience.TotalSeconds:0} s.";
        }
    }

    private static async Task<string?> PostAsync(Uri webhook, byte[] json, CancellationToken patience)
    {
        using var client = new HttpClient();
        using var content = new ByteArrayContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using HttpResponseMessage answer = await client.PostAsync(webhook, content, patience).ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? null : $"The webhook at {webhook.Host} answered {(int)answer.StatusCode}.";
        }
        catch (HttpRequestException error)
        {
            return $"The webhook at {webhook.Host} cannot be reached: {error.Message}";
        }
        catch (OperationCanceledException)
        {
            return $"The webhook at {webhook.Host} did not answer within {Patience.TotalSeconds:0} s.";
        }
    }
}
