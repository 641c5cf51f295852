namespace Lab.Mocks;

/// <summary>The twin of an instrument: it speaks the instrument's command language and acts on the virtual sample
/// stage.</summary>
/// <remarks>Messages of several connections are executed one after another, so calls may come from any thread.</remarks>
public interface ITwin
{
    /// <summary>The name of the instrument whose place it takes.</summary>
    string Name { get; }

    /// <summary>The memory that the instrument has for one program message, in bytes; a server takes no longer one.</summary>
    int InputBufferLength => 1 << 24;

    /// <summary>Whether each shot finds the twin as the first one did: all that it does by chance comes from
    /// <see cref="TwinContext.RandomOfShots"/>, and nothing that lasts is changed by a shot.</summary>
    bool IsRenewedByShot => false;

    /// <summary>Executes one program message.</summary>
    /// <param name="message">The message without its terminator; LF or CRLF after it is accepted. It is the caller's again after
    /// the call.</param>
    /// <param name="answer">Where the response message goes, without terminator;
    /// nothing where the instrument would not answer.</param>
    /// <param name="cancellationToken">Ends a wait of the twin, such as an integration on the wall's clock.</param>
    ValueTask ExecuteAsync(ReadOnlyMemory<byte> message, TwinAnswer answer, CancellationToken cancellationToken);

    /// <summary>Switches the instrument off and on: outputs off, settings and errors gone.</summary>
    void PowerCycle();

    /// <summary>Lets an error arise by itself, as it does when the instrument gets too warm.</summary>
    void ReportError(int code, string text);
}
