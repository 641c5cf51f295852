using Lab.Instruments.Drivers.Sessions;

namespace Lab.Instruments.Drivers;

/// <summary>The base of drivers with a session of their own.</summary>
public abstract class ScpiInstrument : IConnected
{
    private readonly HashSet<string> unknownCommands = [];

    /// <summary>Creates the driver on an open session.</summary>
    protected ScpiInstrument(InstrumentSession session) => Session = session;

    /// <inheritdoc/>
    public string Name => Session.Name;

    /// <inheritdoc/>
    public InstrumentIdentity Identity { get; private set; } = new("0", "0", "0", "0");

    /// <summary>The models of the <c>*IDN?</c> answer for which the driver is written.</summary>
    protected abstract IReadOnlyList<string> Models { get; }

    /// <summary>The conversation with the instrument.</summary>
    protected InstrumentSession Session { get; }

    /// <inheritdoc/>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        await AttachAsync(cancellationToken).ConfigureAwait(false);
        await SetUpAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask ReopenAsync(CancellationToken cancellationToken)
    {
        await AttachAsync(cancellationToken).ConfigureAwait(false);
        await MakeSafeAsync(cancellationToken).ConfigureAwait(false);
        await SetUpAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask AttachAsync(CancellationToken cancellationToken)
    {
        Identity = await IdentifyAsync(cancellationToken).ConfigureAwait(false);
        await Session.ReadErrorsAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<InstrumentError>> ReadErrorsAsync(CancellationToken cancellationToken = default) =>
        Session.ReadErrorsAsync(cancellationToken);

    /// <inheritdoc/>
    public long RetryCount => Session.RetryCount;

    /// <inheritdoc/>
    public bool NeedsOpening => Session.NeedsOpening;

    /// <inheritdoc/>
    public ValueTask RequireNothingUnreadAsync(CancellationToken cancellationToken) =>
        Session.RequireNothingUnreadAsync(cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask MakeSafeAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Session.DisposeAsync();
    }

    /// <summary>Sends commands that some models, options or firmware do not have: in one message, and where that is refused each
    /// in a message of its own.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="commands">Commands that may be carried out twice.</param>
    /// <exception cref="InstrumentException">The instrument knows a command and refuses it, or does not answer.</exception>
    protected async ValueTask SendIfKnownAsync(CancellationToken cancellationToken, params IReadOnlyList<string> commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        string[] known = [.. commands.Where(command => !unknownCommands.Contains(command))];
        if (known.Length > 1 && await Session.SendIfKnownAsync(string.Join(';', known), cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        foreach (string command in known)
        {
            if (!await Session.SendIfKnownAsync(command, cancellationToken).ConfigureAwait(false))
            {
                unknownCommands.Add(command); // an instrument that is opened again does not learn new ones
            }
        }
    }

    /// <summary>Makes a mode what the bench file says. A mode that switches the output, or moves what the sample sees, is changed
    /// only with the output off.</summary>
    /// <param name="query">The query of the mode.</param>
    /// <param name="command">The command that sets it.</param>
    /// <param name="isWanted">Whether an answer is the wanted mode.</param>
    /// <param name="isOn">Whether the output is on.</param>
    /// <param name="what">The mode and how it is wanted, for the error.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">The mode is another one while the output is on, refused, or no answer.</exception>
    protected async ValueTask RequireModeAsync(
        string query, string command, Func<string, bool> isWanted, bool isOn, string what, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(isWanted);
        // An instrument that does not know the query has no such mode.
        if (await Session.QueryIfKnownAsync(query, cancellationToken).ConfigureAwait(false) is not { } answer || isWanted(answer))
        {
            return;
        }

        if (isOn)
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"The output is on and the instrument is not set to {what} ({query} answers '{answer}'); changing that would "
                    + "disturb the sample",
                $"{Name}, {Session.Address}",
                "Bring the output to zero, switch it off and open the bench again, or correct the setting in the bench file.");
        }

        await Session.SendAsync(command, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks who answers. The default compares with <see cref="Models"/>.</summary>
    /// <exception cref="InstrumentException">Another model answers, or none.</exception>
    protected virtual ValueTask<InstrumentIdentity> IdentifyAsync(CancellationToken cancellationToken) =>
        Session.IdentifyAsync(Models, cancellationToken);

    /// <summary>Sets the modes the driver relies on. The default does nothing.</summary>
    protected virtual ValueTask InitializeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    private async ValueTask SetUpAsync(CancellationToken cancellationToken)
    {
        await Session.ArmAsync(cancellationToken).ConfigureAwait(false);
        await InitializeAsync(cancellationToken).ConfigureAwait(false);
        Session.FinishOpening();
    }
}
