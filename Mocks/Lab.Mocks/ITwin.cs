namespace Lab.Mocks;

/// <summary>The twin of an instrument: it speaks the instrument's command language and acts on the virtual sample stage.</summary>
/// <remarks>Messages of several connections are executed one after another, so calls may come from any thread.</remarks>
public interface ITwin
{
    /// <summary>The name of the instrument whose place it takes.</summary>
    string Name { get; }

    /// <summary>Executes one program message.</summary>
    /// <param name="message">The message without its terminator; LF or CRLF behind it is accepted.</param>
    /// <param name="cancellationToken">Ends a wait of the twin, such as an integration on the wall's clock.</param>
    /// <returns>The response message without terminator, or empty where the instrument would not answer.</returns>
    ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>Switches the instrument off and on: outputs off, settings and errors gone.</summary>
    void PowerCycle();

    /// <summary>Lets an error arise by itself, as it does when the instrument gets too warm.</summary>
    void ReportError(int code, string text);
}
