namespace Lab.Instruments.Shots;

/// <summary>Several instruments on one trigger: prepared once, taken as often as wanted.</summary>
/// <remarks>Those that wait are armed before the source, so that none misses the trigger.
/// A shot that fails leaves no instrument armed.</remarks>
public sealed class Shot
{
    private readonly IShotDevice source;
    private readonly (IShotDevice Device, IReadOnlyList<ShotTask> Tasks)[] devices;
    private bool isPrepared;

    /// <summary>Puts a shot together.</summary>
    /// <param name="source">The instrument that gives the trigger; one of the devices.</param>
    /// <param name="devices">The instruments, each once, with what their terminals do.</param>
    /// <exception cref="ArgumentException">The source is none of them, one is named twice,
    /// or a terminal does two things at once.</exception>
    public Shot(IShotDevice source, params IReadOnlyList<(IShotDevice Device, IReadOnlyList<ShotTask> Tasks)> devices)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(devices);
        if (devices.Count(each => each.Device == source) != 1 || devices.DistinctBy(each => each.Device).Count() != devices.Count)
        {
            throw new ArgumentException(
                $"Each instrument takes part once, the source '{source.Name}' among them.", nameof(devices));
        }

        foreach ((IShotDevice device, IReadOnlyList<ShotTask> tasks) in devices)
        {
            if (tasks.GroupBy(task => task.Terminal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            {
                throw new ArgumentException(
                    $"The terminal '{twice.Key}' of {device.Name} has {twice.Count()} tasks; it can do one at a time.",
                    nameof(devices));
            }
        }

        this.source = source;
        this.devices = [.. devices.OrderBy(each => each.Device == source)];
    }

    /// <summary>Loads all instruments. What was loaded before is replaced.</summary>
    /// <param name="cancellationToken">Ends the transfer.</param>
    /// <exception cref="InstrumentException">An instrument cannot do that, a limit forbids it, or it does not answer.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        isPrepared = false;
        foreach ((IShotDevice device, IReadOnlyList<ShotTask> tasks) in devices)
        {
            await device.PrepareAsync(tasks, isSource: device == source, cancellationToken).ConfigureAwait(false);
        }

        isPrepared = true;
    }

    /// <summary>Takes one shot.</summary>
    /// <param name="cancellationToken">Gives the shot up; no instrument stays armed.</param>
    /// <returns>The recorded traces, instrument after instrument in the order given, the source last.</returns>
    /// <exception cref="InstrumentException">An instrument failed. The others were disarmed; those of which that failed are named
    /// too.</exception>
    /// <exception cref="InvalidOperationException">It was not prepared.</exception>
    public async Task<IReadOnlyList<ShotTrace>> TakeAsync(CancellationToken cancellationToken)
    {
        if (!isPrepared)
        {
            throw new InvalidOperationException("A shot is prepared before it is taken.");
        }

        try
        {
            foreach ((IShotDevice device, _) in devices)
            {
                await device.ArmAsync(cancellationToken).ConfigureAwait(false);
            }

            await source.TriggerAsync(cancellationToken).ConfigureAwait(false);
            var traces = new List<ShotTrace>();
            foreach ((IShotDevice device, _) in devices)
            {
                traces.AddRange(await device.CollectAsync(cancellationToken).ConfigureAwait(false));
            }

            return traces;
        }
        catch (Exception failure)
        {
            IReadOnlyList<InstrumentException> armed = await DisarmAsync().ConfigureAwait(false);
            if (armed.Count == 0)
            {
                throw;
            }

            throw new InstrumentException(
                armed[0].Fault,
                $"A shot failed ({failure.Message.TrimEnd('.')}), and {armed.Count} of its instruments may still wait for a "
                    + "trigger: "
                    + string.Join("; ", armed.Select(each => each.What)),
                armed[0].Where,
                "Make the bench safe before a trigger line is touched.",
                failure);
        }
    }

    // Whatever one of them does, the next one's turn comes; the token that ended the shot must not end this.
    private async Task<IReadOnlyList<InstrumentException>> DisarmAsync()
    {
        var failures = new List<InstrumentException>();
        foreach ((IShotDevice device, _) in devices.Reverse())
        {
            try
            {
                await device.DisarmAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (InstrumentException error)
            {
                failures.Add(error);
            }
        }

        return failures;
    }
}
