using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Described;
using Lab.Instruments.Manners;
using Lab.Instruments.Wires;

namespace Lab.Instruments.Drivers.Described;

/// <summary>Tries each declaration of a description on its instrument, one after another: identity, manners, opening, each query,
/// each set-point at its present value, the error queue. A step that fails keeps no other from being tried.</summary>
/// <remarks>No value is changed and no output switched: what is set is what the query just answered, through the gate.</remarks>
public sealed class DescriptionTrial
{
    private readonly DescribedInstrument instrument;
    private readonly InstrumentDescription description;
    private readonly List<TrialStep> steps = [];

    private DescriptionTrial(DescribedInstrument instrument, InstrumentDescription description)
    {
        this.instrument = instrument;
        this.description = description;
    }

    /// <summary>Tries the description of an instrument.</summary>
    /// <param name="bench">The bench, whose limits hold.</param>
    /// <param name="instrument">One of its instruments, which has a description.</param>
    /// <param name="wires">Asked in turn for its address.</param>
    /// <param name="clock">The bench's clock.</param>
    /// <param name="cancellationToken">Ends the trial.</param>
    /// <exception cref="ArgumentException">The instrument has no description.</exception>
    public static async Task<IReadOnlyList<TrialStep>> RunAsync(
        BenchDefinition bench, InstrumentDefinition instrument, IReadOnlyList<IWireProvider> wires, TimeProvider clock,
            CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentNullException.ThrowIfNull(wires);
        InstrumentDescription description = instrument.Description
            ?? throw new ArgumentException($"'{instrument.Name}' has no description.", nameof(instrument));
        const string address = "address";
        try
        {
            foreach (IWireProvider provider in wires)
            {
                if (await provider.TryOpenAsync(instrument, cancellationToken).ConfigureAwait(false) is not { } wire)
                {
                    continue;
                }

                IInstrument made = DescribedInstrument.Description.For(instrument).Make(
                    new DriverContext(
                        instrument.Name, instrument.Settings, new SafetyGate(bench, clock), clock, wire, _ => null));
                await using (made.ConfigureAwait(false))
                {
                    return await new DescriptionTrial((DescribedInstrument)made, description).RunAsync(cancellationToken)
                        .ConfigureAwait(false);
                }
            }
        }
        catch (WireException error)
        {
            return [new TrialStep(
                address, instrument.Address, error.Message, TrialOutcome.Fails,
                "Check that the instrument is on and connected, and its address.")];
        }

        return [new TrialStep(
            address, instrument.Address, "no address that this version of Lab can open", TrialOutcome.Fails,
            "Correct the address in the bench file.")];
    }

    private async Task<IReadOnlyList<TrialStep>> RunAsync(CancellationToken cancellationToken)
    {
        string asked = description.Identity.Query;
        bool isThere = await TryAsync(
            "identity",
            asked.Length > 0 ? asked : "nothing",
            async () =>
            {
                await instrument.AttachAsync(cancellationToken).ConfigureAwait(false);
                return asked.Length > 0 ? instrument.Identity.ToString() : $"not asked: {description.Identity.WhyNone}";
            },
            "Correct the address, or 'identity' in the description.").ConfigureAwait(false);
        if (!isThere)
        {
            return steps;
        }

        if (description.Manners.Completion != Completion.OwnReport)
        {
            await TryAsync(
                "manners.completes",
                "*ESE 60",
                async () =>
                {
                    await instrument.TryMarkAsync(cancellationToken).ConfigureAwait(false);
                    return "kept, and answered";
                },
                "Write 'completes: events' for an instrument that answers one query a message, or opc or none for one without "
                    + "these registers.").ConfigureAwait(false);
        }

        foreach (string command in description.Opening)
        {
            await TryAsync(
                "opening",
                command,
                async () =>
                {
                    await instrument.TryOpeningAsync(command, cancellationToken).ConfigureAwait(false);
                    return "taken";
                },
                "Compare the command with the instrument's manual.").ConfigureAwait(false);
        }

        foreach (DescribedTerminal terminal in description.Described)
        {
            await TryAsync(terminal, cancellationToken).ConfigureAwait(false);
        }

        await TryErrorsAsync(cancellationToken).ConfigureAwait(false);
        return steps;
    }

    private async Task TryAsync(DescribedTerminal terminal, CancellationToken cancellationToken)
    {
        foreach (DescribedChannel channel in terminal.Channels)
        {
            await TryAsync(terminal, channel, cancellationToken).ConfigureAwait(false);
        }

        if (terminal.Output is { } output)
        {
            await TryAsync(
                Place(terminal, "output.query"),
                output.Query,
                async () =>
                    await instrument.GetOutputAsync(terminal.Name, cancellationToken).ConfigureAwait(false) ? "on" : "off",
                "Correct the query: it has to answer 0 or OFF, and any other number or ON.").ConfigureAwait(false);
        }

        foreach (DescribedReading reading in terminal.Readings)
        {
            await TryAsync(
                Place(terminal, $"readings.{reading.Name}.query"),
                reading.Query,
                async () =>
                {
                    if (reading.Count > 0)
                    {
                        double[] values = await instrument.ReadArrayAsync(terminal.Name, reading.Name, cancellationToken)
                            .ConfigureAwait(false);
                        return $"{values.Length} values, the first {reading.Unit.Show(values[0])}";
                    }

                    return reading.Unit.Show(
                        await instrument.ReadAsync(terminal.Name, reading.Name, cancellationToken).ConfigureAwait(false));
                },
                "Compare query, field and unit with the instrument's manual; an answer that takes long needs 'takes'.")
                    .ConfigureAwait(false);
        }
    }

    private async Task TryAsync(DescribedTerminal terminal, DescribedChannel channel, CancellationToken cancellationToken)
    {
        string set = Place(terminal, $"channels.{channel.Name}.set");
        if (channel.Query is not { } query)
        {
            steps.Add(
                new TrialStep(
                    set, channel.Set.Text, "without a query the present value is not known", TrialOutcome.NotTried,
                    string.Empty));
            return;
        }

        double present = double.NaN;
        bool isKnown = await TryAsync(
            Place(terminal, $"channels.{channel.Name}.query"),
            query,
            async () =>
            {
                present = await instrument.GetAsync(terminal.Name, channel.Name, cancellationToken).ConfigureAwait(false);
                return channel.Unit.Show(present);
            },
            "Compare query and unit with the instrument's manual; the answer is one number in the unit.").ConfigureAwait(false);
        if (!isKnown)
        {
            return;
        }

        double slack = channel.Tolerance.Absolute + (1e-9 * (channel.Maximum - channel.Minimum));
        if (!(present >= channel.Minimum - slack && present <= channel.Maximum + slack))
        {
            steps[^1] = steps[^1] with
            {
                Found = $"{channel.Unit.Show(present)}, outside {channel.Unit.Show(channel.Minimum)} to "
                    + $"{channel.Unit.Show(channel.Maximum)}",
                Outcome = TrialOutcome.Fails,
                Remedy = "Correct the unit or the range.",
            };
            return;
        }

        double again = Math.Clamp(present, channel.Minimum, channel.Maximum);
        (string command, _) = channel.Set.Of(channel.Unit.Unit.FromSi(again));
        await TryAsync(
            set,
            command,
            async () =>
            {
                await instrument.SetAsync(terminal.Name, channel.Name, again, cancellationToken).ConfigureAwait(false);
                double found = await instrument.GetAsync(terminal.Name, channel.Name, cancellationToken).ConfigureAwait(false);
                return !channel.Tolerance.IsExceeded(again, found)
                    ? $"{channel.Unit.Show(found)} is read back"
                    : throw new InstrumentException(
                        InstrumentFault.BadAnswer, $"{channel.Unit.Show(found)} is read back", set,
                            "Correct command, unit or format; or write the instrument's steps in 'resolution'.");
            },
            "Compare command and format with the instrument's manual.").ConfigureAwait(false);
    }

    private async Task TryErrorsAsync(CancellationToken cancellationToken)
    {
        if (description.Manners.Errors == ErrorReporting.None)
        {
            steps.Add(
                new TrialStep(
                    "manners.errors", "nothing", "the instrument reports no errors", TrialOutcome.NotTried, string.Empty));
            return;
        }

        await TryAsync(
            "manners.errors",
            description.Manners.Errors == ErrorReporting.ScpiQueue ? description.Manners.ErrorQuery : "*ESR?",
            async () =>
            {
                IReadOnlyList<InstrumentError> errors = await instrument.ReadErrorsAsync(cancellationToken).ConfigureAwait(false);
                return errors.Count == 0
                    ? "no error"
                    : throw new InstrumentException(
                        InstrumentFault.Refused, string.Join("; ", errors), "manners.errors",
                            "A query above is not what the instrument knows.");
            },
            "Correct 'errors' or 'error_query' in the manners.").ConfigureAwait(false);
    }

    private async Task<bool> TryAsync(string where, string sent, Func<Task<string>> act, string remedy)
    {
        try
        {
            steps.Add(new TrialStep(where, sent, await act().ConfigureAwait(false), TrialOutcome.Holds, string.Empty));
            return true;
        }
        catch (InstrumentException error)
        {
            // What a limit of the bench forbids was not sent, and says nothing about the description.
            steps.Add(new TrialStep(
                where,
                sent,
                error.What,
                error.Fault == InstrumentFault.Limit ? TrialOutcome.NotTried : TrialOutcome.Fails,
                error.Where == where ? error.Remedy
                    : error.Fault is InstrumentFault.WrongInstrument or InstrumentFault.Disconnected ? error.Remedy : remedy));
            return false;
        }
    }

    private static string Place(DescribedTerminal terminal, string key) =>
        terminal.Name.Length > 0 ? $"{terminal.Name}.{key}" : key;
}
