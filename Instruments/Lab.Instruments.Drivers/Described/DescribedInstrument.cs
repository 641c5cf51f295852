using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Lab.Benches.Safety;
using Lab.Instruments.Blocks;
using Lab.Instruments.Clocks;
using Lab.Instruments.Described;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.Terminals;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.Described.DescribedInstrument>]

namespace Lab.Instruments.Drivers.Described;

/// <summary>The driver of any instrument whose commands stand in a description: what it sends, and what it reads out of an
/// answer, is there and nowhere in this class.</summary>
public sealed partial class DescribedInstrument : ScpiInstrument, IDescribedInstrument, IShippedDriver
{
    /// <summary>The longest time that <c>*OPC?</c> is waited for.</summary>
    private static readonly Duration LongestOperation = Duration.FromSeconds(60);

    /// <summary>Part by which a number may leave the range: that of the conversion between units.</summary>
    private const double Rounding = 1e-9;

    private readonly InstrumentDescription description;
    private readonly ISafetyGate gate;
    private readonly Dictionary<(string Terminal, string Channel), double> lastSet = [];

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="description">The instrument.</param>
    /// <param name="gate">Tells how fast a channel may be brought to its safe value.</param>
    public DescribedInstrument(InstrumentSession session, InstrumentDescription description, ISafetyGate gate)
        : base(session)
    {
        this.description = description;
        this.gate = gate;
    }

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "scpi",
        Kind = InstrumentKind.Described,
        Summary =
            "Any instrument that is asked and told in text, without code: its commands stand in the bench file or in a file "
                + "beside it",
        Describe = Of,
        Create = context => throw new InvalidOperationException($"Bug in Lab: '{context.Name}' has no description."),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => description.Identity.Contains;

    /// <inheritdoc/>
    public async ValueTask SetAsync(string terminal, string channel, double value, CancellationToken cancellationToken = default)
    {
        DescribedChannel declared = Channel(terminal, channel);
        (string command, double sent) = declared.Set.Of(declared.Unit.Unit.FromSi(value));
        double si = declared.Unit.Unit.ToSi(sent);
        RequireRange(terminal, declared, si, command);
        await ApplyAsync(terminal, declared, si, command, cancellationToken).ConfigureAwait(false);
        await SettleAsync(terminal, declared, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<double> GetAsync(string terminal, string channel, CancellationToken cancellationToken = default)
    {
        DescribedChannel declared = Channel(terminal, channel);
        string query = declared.Query
            ?? throw new InvalidOperationException($"Bug in Lab: '{Name}' has no query of {Place(terminal, channel)}.");
        double value = declared.Unit.Unit.ToSi(await Session.QueryNumberAsync(query, cancellationToken).ConfigureAwait(false));
        Session.Observe(new SetPoint(terminal, channel, value));
        return value;
    }

    /// <inheritdoc/>
    public async ValueTask SetOutputAsync(string terminal, bool on, CancellationToken cancellationToken = default)
    {
        DescribedOutput output = Output(terminal);
        await Session.ApplyAsync(SetPoint.Output(on).At(terminal), on ? output.On : output.Off, cancellationToken)
            .ConfigureAwait(false);
        await CompleteAsync(cancellationToken).ConfigureAwait(false);
        if (description.Manners.Errors == ErrorReporting.None
            && await GetOutputAsync(terminal, cancellationToken).ConfigureAwait(false) != on)
        {
            throw NotTaken(on ? output.On : output.Off, $"its output is {(on ? "off" : "on")}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> GetOutputAsync(string terminal, CancellationToken cancellationToken = default)
    {
        string query = Output(terminal).Query;
        bool on = await Session.QueryAsync(query, answer => IsOn(answer, query), cancellationToken).ConfigureAwait(false);
        Session.Observe(SetPoint.Output(on).At(terminal));
        return on;
    }

    /// <inheritdoc/>
    public ValueTask<double> ReadAsync(string terminal, string reading, CancellationToken cancellationToken = default)
    {
        DescribedReading declared = Reading(terminal, reading);
        return Session.QueryAsync(
            declared.Query, declared.Takes, answer => declared.Unit.Unit.ToSi(NumberOf(declared, answer)), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<double[]> ReadArrayAsync(
        string terminal, string reading, CancellationToken cancellationToken = default)
    {
        DescribedReading declared = Reading(terminal, reading);
        ByteOrder order = declared.IsLittleEndian ? ByteOrder.LittleEndian : ByteOrder.BigEndian;
        double[] numbers = declared.Form switch
        {
            SampleForm.Single => Widened(await BlockAsync<float>(declared, order, cancellationToken).ConfigureAwait(false)),
            SampleForm.Double => await BlockAsync<double>(declared, order, cancellationToken).ConfigureAwait(false),
            SampleForm.Int16 => Widened(await BlockAsync<short>(declared, order, cancellationToken).ConfigureAwait(false)),
            _ => await Session.QueryAsync(
                declared.Query, declared.Takes, answer => NumbersOf(declared, answer), cancellationToken).ConfigureAwait(false),
        };
        return numbers.Length == declared.Count
            ? Array.ConvertAll(numbers, number => declared.Unit.Unit.ToSi(number))
            : throw Session.BadAnswer($"{numbers.Length} numbers", declared.Query, $"{declared.Count} numbers");
    }

    /// <inheritdoc/>
    public async ValueTask ReadBackAsync(CancellationToken cancellationToken = default)
    {
        foreach (DescribedTerminal terminal in description.Described)
        {
            foreach (DescribedChannel channel in terminal.Channels.Where(channel => channel.Query is not null))
            {
                await GetAsync(terminal.Name, channel.Name, cancellationToken).ConfigureAwait(false);
            }

            if (terminal.Output is not null)
            {
                await GetOutputAsync(terminal.Name, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Makes each driving terminal safe in the order of their ranks; a terminal that fails keeps no other from
    /// it.</summary>
    /// <exception cref="InstrumentException">A terminal does not answer or refuses.</exception>
    public override ValueTask MakeSafeAsync(CancellationToken cancellationToken = default) =>
        EachAsync(terminal => MakeSafeAsync(terminal, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask MakeSafeAsync(CurrentRate? rate, CancellationToken cancellationToken) => MakeSafeAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask SwitchOffAsync(CancellationToken cancellationToken = default) =>
        EachAsync(terminal => SwitchOffAsync(terminal, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask RampToZeroAsync(CurrentRate? rate, CancellationToken cancellationToken) =>
        EachAsync(terminal => RampAsync(terminal, isOff: false, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IDrive At(string terminal) =>
        string.IsNullOrEmpty(terminal) ? this : new DescribedDrive(this, description.Find(terminal));

    /// <inheritdoc/>
    protected override ValueTask<InstrumentIdentity> IdentifyAsync(CancellationToken cancellationToken) =>
        description.Identity.Query.Length > 0
        ? base.IdentifyAsync(cancellationToken)
        : Session.BeginUnasked(new InstrumentIdentity("not asked", description.Instrument, "0", "0"));

    /// <summary>The opening commands, in their order.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        foreach (string command in description.Opening)
        {
            await Session.SendAsync(command, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Marks that the instrument has its settings, as opening does.</summary>
    internal ValueTask TryMarkAsync(CancellationToken cancellationToken) => Session.ArmAsync(cancellationToken);

    /// <summary>Sends one of the opening commands.</summary>
    internal ValueTask TryOpeningAsync(string command, CancellationToken cancellationToken) =>
        Session.SendAsync(command, cancellationToken);

    /// <summary>Brings the channels of a terminal to their safe values and switches its output off.</summary>
    internal async ValueTask MakeSafeAsync(DescribedTerminal terminal, CancellationToken cancellationToken)
    {
        bool isOff = false;
        try
        {
            isOff = terminal.Output is not null && !await GetOutputAsync(terminal.Name, cancellationToken).ConfigureAwait(false);
            await RampAsync(terminal, isOff, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // A ramp that fails keeps no output on, but that of an inductance, whose field would collapse.
            if (terminal is { Output: not null, IsInductive: false } && !isOff)
            {
                await SetOutputAsync(terminal.Name, on: false, cancellationToken).ConfigureAwait(false);
            }
        }

        if (terminal is { Output: not null, IsInductive: true } && !isOff)
        {
            await SetOutputAsync(terminal.Name, on: false, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Switches the output of a terminal off at once; without a switch, its safe values are set.</summary>
    internal ValueTask SwitchOffAsync(DescribedTerminal terminal, CancellationToken cancellationToken) => terminal.Output is null
        ? RampAsync(terminal, isOff: false, cancellationToken)
        : SetOutputAsync(terminal.Name, on: false, cancellationToken);

    /// <summary>Brings the channels of a terminal to their safe values, in steps that the limits allow; the output stays as it
    /// is.</summary>
    internal async ValueTask RampAsync(DescribedTerminal terminal, bool isOff, CancellationToken cancellationToken)
    {
        foreach (DescribedChannel channel
            in terminal.Channels.Where(each => each.Safe is not null && !(isOff && each.Reach == ChannelReach.ThroughOutput)))
        {
            await RampAsync(terminal, channel, channel.Safe!.Value, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask RampAsync(
        DescribedTerminal terminal, DescribedChannel channel, double target, CancellationToken cancellationToken)
    {
        double? known = channel.Query is null
            ? lastSet.TryGetValue((terminal.Name, channel.Name), out double set) ? set : null
            : await GetAsync(terminal.Name, channel.Name, cancellationToken).ConfigureAwait(false);
        double from = known ?? target;
        double largest = gate.BoundsOf(new Terminal(Name, terminal.Name), channel.Name).PerStep;
        double rounding =
            2 * channel.Unit.Unit.ToSi(
                channel.Set.RoundingAt(channel.Unit.Unit.FromSi(Math.Max(Math.Abs(from), Math.Abs(target)))));
        double step = channel.Unit.IsLinear && rounding < largest / 2 ? largest - rounding : largest;
        int steps = double.IsFinite(step) ? Math.Max(1, (int)Math.Ceiling(Math.Abs(target - from) / step)) : 1;
        for (int i = 1; i <= steps; i++)
        {
            double wanted = i == steps ? target : from + ((target - from) * i / steps);
            (string command, double sent) = channel.Set.Of(channel.Unit.Unit.FromSi(wanted));
            double si = channel.Unit.Unit.ToSi(sent);
            Duration wait = gate.DelayFor(Name, new SetPoint(terminal.Name, channel.Name, si));
            await Session.Clock.WaitAsync(wait, cancellationToken).ConfigureAwait(false);
            await ApplyAsync(terminal.Name, channel, si, command, cancellationToken).ConfigureAwait(false);
        }

        await SettleAsync(terminal.Name, channel, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask ApplyAsync(
        string terminal, DescribedChannel channel, double si, string command, CancellationToken cancellationToken)
    {
        // What is sent is what the gate is asked about: formats round.
        await Session.ApplyAsync(new SetPoint(terminal, channel.Name, si), command, cancellationToken).ConfigureAwait(false);
        lastSet[(terminal, channel.Name)] = si;
        await CompleteAsync(cancellationToken).ConfigureAwait(false);
        if (description.Manners.Errors != ErrorReporting.None || channel.Query is null)
        {
            return;
        }

        double found = await GetAsync(terminal, channel.Name, cancellationToken).ConfigureAwait(false);
        if (channel.Tolerance.IsExceeded(si, found))
        {
            throw NotTaken(command, $"{channel.Unit.Show(found)} is read back");
        }
    }

    private async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        const string query = "*OPC?";
        if (description.AsksCompletion)
        {
            await Session.QueryAsync(
                query,
                LongestOperation,
                answer => answer.Trim().TrimStart('+') == "1" ? true : throw Session.BadAnswer(answer, query, "1"),
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask SettleAsync(string terminal, DescribedChannel channel, CancellationToken cancellationToken)
    {
        Settling settling = channel.Settling;
        await Session.Clock.WaitAsync(settling.Wait, cancellationToken).ConfigureAwait(false);
        if (settling.Query is not { } query)
        {
            return;
        }

        Duration end = Session.Clock.Now() + settling.Longest;
        while (true)
        {
            string answer = await Session.QueryAsync(query, settling.Longest, text => text.Trim(), cancellationToken)
                .ConfigureAwait(false);
            if (IsSame(answer, settling.Answer))
            {
                return;
            }

            if (Session.Clock.Now() >= end)
            {
                throw new InstrumentException(
                    InstrumentFault.Timeout,
                    $"{Place(terminal, channel.Name)} has not settled after {settling.Longest}: '{answer}' is answered, and "
                        + $"'{settling.Answer}' waited for",
                    $"{Name}, {query}",
                    "Check the instrument, or write a longer time in 'settling.longest' of its description.");
            }

            await Session.Clock.WaitAsync(settling.Every, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask EachAsync(Func<DescribedTerminal, ValueTask> act, CancellationToken cancellationToken)
    {
        InstrumentException? first = null;
        foreach (DescribedTerminal terminal
            in description.Described.Where(terminal => terminal.DrivesSample).OrderBy(terminal => terminal.Rank))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await act(terminal).ConfigureAwait(false);
            }
            catch (InstrumentException error)
            {
                first ??= error;
            }
        }

        if (first is not null)
        {
            ExceptionDispatchInfo.Throw(first);
        }
    }

    private void RequireRange(string terminal, DescribedChannel channel, double si, string command)
    {
        double margin = Rounding * (channel.Maximum - channel.Minimum);
        if (!(si >= channel.Minimum - margin && si <= channel.Maximum + margin))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"{channel.Unit.Show(si)} is outside the range of {Place(terminal, channel.Name)}, "
                    + $"{channel.Unit.Show(channel.Minimum)} to {channel.Unit.Show(channel.Maximum)}",
                $"{Name}, {command}",
                "Nothing was sent. Choose a value in the range, or correct 'range' in the description of the instrument.");
        }
    }

    private double NumberOf(DescribedReading reading, string answer)
    {
        string[] fields = answer.Split(',');
        return fields.Length >= reading.Field
            ? Session.ReadNumber(fields[reading.Field - 1].Trim(), reading.Query)
            : throw Session.BadAnswer(answer, reading.Query, $"a list of {reading.Field} numbers or more");
    }

    private double[] NumbersOf(DescribedReading reading, string answer) =>
        [.. answer.Split(',').Select(field => Session.ReadNumber(field.Trim(), reading.Query))];

    private ValueTask<T[]> BlockAsync<T>(DescribedReading reading, ByteOrder order, CancellationToken cancellationToken)
        where T : unmanaged => Session.QuerySamplesAsync<T>(
            reading.Query,
            order,
            new BlockLimit(reading.Count * Unsafe.SizeOf<T>()) { Takes = reading.Takes },
            cancellationToken);

    private bool IsOn(string answer, string query) => answer.Trim().ToUpperInvariant() switch
    {
        "ON" => true,
        "OFF" => false,
        { } text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number) => number != 0,
        _ => throw Session.BadAnswer(answer, query, "ON, OFF or a number"),
    };

    private InstrumentException NotTaken(string command, string found) => new(
        InstrumentFault.Refused,
        $"The instrument did not take the command: {found}",
        $"{Name}, {command}",
        "Choose a value that the instrument accepts, or correct its description.");

    private static bool IsSame(string answer, string wanted) => answer.Equals(wanted, StringComparison.OrdinalIgnoreCase)
        || (double.TryParse(answer, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.TryParse(wanted, NumberStyles.Float, CultureInfo.InvariantCulture, out double other) && number == other);

    private static double[] Widened(float[] samples) => Array.ConvertAll(samples, sample => (double)sample);

    private static double[] Widened(short[] samples) => Array.ConvertAll(samples, sample => (double)sample);

    private static string Place(string terminal, string channel) => terminal.Length > 0 ? $"{terminal}.{channel}" : channel;

    private DescribedChannel Channel(string terminal, string channel) =>
        description.Find(terminal).Channels.FirstOrDefault(each => each.Name == channel)
        ?? throw new InvalidOperationException($"Bug in Lab: '{Name}' has no channel '{Place(terminal, channel)}'.");

    private DescribedReading Reading(string terminal, string reading) =>
        description.Find(terminal).Readings.FirstOrDefault(each => each.Name == reading)
        ?? throw new InvalidOperationException($"Bug in Lab: '{Name}' has no reading '{Place(terminal, reading)}'.");

    private DescribedOutput Output(string terminal) => description.Find(terminal).Output
        ?? throw new InvalidOperationException($"Bug in Lab: '{Name}' has no output switch at '{terminal}'.");

    /// <summary>The driver of one description.</summary>
    private static DriverDescription Of(InstrumentDescription description) => Description with
    {
        Terminals = description.Terminals,
        Manners = description.Manners,
        Models = description.Identity.Contains,
        Beliefs = BeliefsOf(description),
        Create = context => new DescribedInstrument(context.Session(), description, context.Gate),
    };
}
