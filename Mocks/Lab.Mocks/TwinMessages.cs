namespace Lab.Mocks;

/// <summary>Messages to twins whose answers are short.</summary>
public static class TwinMessages
{
    /// <summary>Executes one program message and returns the response in one piece.</summary>
    /// <param name="twin">The twin.</param>
    /// <param name="message">The message without its terminator.</param>
    /// <param name="cancellationToken">Ends a wait of the twin.</param>
    /// <returns>The response message without terminator, or empty where the instrument would not answer.</returns>
    public static async ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(
        this ITwin twin, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(twin);
        var answer = new TwinAnswer();
        await twin.ExecuteAsync(message, answer, cancellationToken).ConfigureAwait(false);
        return answer.ToMemory();
    }
}
