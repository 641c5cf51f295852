using System.Buffers.Binary;
using System.Globalization;
using Lab.Benches;
using Lab.Benches.Twins;
using Lab.Instruments.Clocks;
using Lab.Instruments.Described;
using Lab.Instruments.Manners;
using Lab.Instruments.Terminals;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.Described.DescribedInstrumentTwin>]

namespace Lab.Mocks.Described;

/// <summary>Twin of any described instrument: a register for each channel, a switch for each output, and readings that follow a
/// register or the sample. It takes exactly the commands of the description, and the common commands that the manners ask
/// for.</summary>
public sealed class DescribedInstrumentTwin : ScpiTwin, IShippedTwin
{
    private const string NoiseKey = "noise";

    /// <summary>The time that a query of settling needs to become true, in its intervals [assumption].</summary>
    private const double IntervalsToSettle = 3;

    private readonly InstrumentDescription description;
    private readonly double noiseFactor;
    private readonly Dictionary<(string Terminal, string Channel), TwinRegister> registers = [];
    private readonly Dictionary<string, bool> outputs = [];
    private readonly Dictionary<(string Terminal, string Channel), Duration> settledAt = [];
    private readonly Dictionary<(string Terminal, string Reading), RandomStream> noise = [];
    private readonly List<(TwinPattern Pattern, Action<string?> Execute)> commands = [];
    private readonly List<(TwinPattern Pattern, Func<CancellationToken, ValueTask<ScpiResult>> Answer)> queries = [];

    /// <summary>Creates the twin.</summary>
    /// <exception cref="ArgumentException">The context has no description.</exception>
    public DescribedInstrumentTwin(TwinContext context)
        : this(context, context?.Description
            ?? throw new ArgumentException("A described twin needs a description.", nameof(context)))
    {
    }

    private DescribedInstrumentTwin(TwinContext context, InstrumentDescription description)
        : base(context, IdentityOf(description), description.Manners.Errors == ErrorReporting.ScpiQueue)
    {
        this.description = description;
        noiseFactor = context.Twin.Get<double>(NoiseKey);
        foreach (DescribedTerminal terminal in description.Described)
        {
            Add(terminal);
        }

        AddReadings();
        foreach (string command
            in description.Opening.Append(description.Manners.SerialRemoteCommand).Where(command => command.Length > 0))
        {
            commands.Add((new TwinPattern(command), _ => { }));
        }

        AddCommonQueries();
        Register();
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "scpi",
        Settings =
        [
            SettingKey.Number(
                NoiseKey, 1, 0, 1e6, "Factor on the noise that the description gives its readings; 0 switches it off."),
        ],
        RoughOf = instrument => RoughDescribed.Of(instrument.Description),
        Create = context => new DescribedInstrumentTwin(context),
    };

    /// <inheritdoc/>
    public override int InputBufferLength => description.Manners.MaximumMessageLength;

    /// <inheritdoc/>
    protected override void Reset()
    {
        foreach (TwinRegister register in registers.Values)
        {
            register.Reset();
        }

        foreach (string terminal in outputs.Keys)
        {
            outputs[terminal] = false;
        }

        settledAt.Clear();
        DriveAll();
    }

    /// <inheritdoc/>
    protected override void ClockRestarted() => settledAt.Clear();

    /// <summary>The identity of a polite instrument that a description accepts.</summary>
    internal static string IdentityOf(InstrumentDescription description) => description.Identity.Contains is [var first, ..]
        ? first.Contains(',', StringComparison.Ordinal) ? $"{first},TWIN1,1.0" : $"LAB TWIN,{first},TWIN1,1.0"
        : "LAB TWIN,DESCRIBED,TWIN1,1.0";

    private void Add(DescribedTerminal terminal)
    {
        foreach (DescribedChannel channel in terminal.Channels)
        {
            var key = (terminal.Name, channel.Name);
            var register = new TwinRegister(channel);
            registers[key] = register;
            commands.Add((new TwinPattern(channel.Set.Text), text => Set(key, register, text)));
            if (channel.Query is { } query)
            {
                AddText(query, () => Write(register.Value));
            }

            if (channel.Settling.Query is { } settling && !IsCommon(settling))
            {
                AddText(settling, () => IsSettled(settling) ? channel.Settling.Answer : Other(channel.Settling.Answer));
            }
        }

        if (terminal.Output is { } output)
        {
            outputs[terminal.Name] = false;
            commands.Add((new TwinPattern(output.On), _ => Switch(terminal.Name, on: true)));
            commands.Add((new TwinPattern(output.Off), _ => Switch(terminal.Name, on: false)));
            AddText(output.Query, () => outputs[terminal.Name] ? "1" : "0");
        }
    }

    // Readings of one query are the numbers of one answer.
    private void AddReadings()
    {
        foreach (IGrouping<string, (string Terminal, DescribedReading Reading)> same in description.Described
            .SelectMany(terminal => terminal.Readings.Select(reading => (terminal.Name, reading)))
                .GroupBy(pair => pair.reading.Query))
        {
            (string Terminal, DescribedReading Reading)[] readings = [.. same];
            queries.Add((new TwinPattern(same.Key), async cancellationToken =>
            {
                double takes = readings.Max(pair => pair.Reading.Takes.Seconds);
                await Clock.WaitAsync(Duration.FromSeconds(takes), cancellationToken).ConfigureAwait(false);
                return Array.Find(readings, pair => pair.Reading.Count > 0) is { Reading: not null } many
                    ? Many(many.Terminal, many.Reading) : Fields(readings);
            }
            ));
        }
    }

    private void AddCommonQueries()
    {
        InstrumentManners manners = description.Manners;
        if (manners.Errors == ErrorReporting.ScpiQueue
            && CommandText.HeaderOf(manners.ErrorQuery)
                .ToUpperInvariant() is not ("SYST:ERR" or "SYSTEM:ERROR" or "SYST:ERR:NEXT"))
        {
            AddText(manners.ErrorQuery, () => Status.ErrorCount == 0 ? NoError : Entry(Status.TakeError()));
        }

        if (manners.IdentityQuery != "*IDN?")
        {
            Commands.Remove("*IDN");
            if (manners.IdentityQuery.Length > 0)
            {
                AddText(manners.IdentityQuery, () => Context.Rough?.Identity ?? IdentityOf(description));
            }
        }

        // What the manners do not count on is not there: a driver that asked all the same would be found out.
        if (manners.Completion == Completion.OwnReport)
        {
            Commands.Remove("*ESE");
            if (manners.Errors != ErrorReporting.EventStatusRegister)
            {
                Commands.Remove("*ESR");
            }
        }
    }

    private void AddText(string query, Func<string> answer) =>
        queries.Add((new TwinPattern(query), _ => new ValueTask<ScpiResult>(new ScpiResult(answer()))));

    // One header may have patterns for several terminals, which its parameters tell apart.
    private void Register()
    {
        foreach (var same in commands.GroupBy(each => each.Pattern.Key))
        {
            var patterns = same.ToArray();
            foreach (string header in patterns.Select(each => each.Pattern.Header).Distinct())
            {
                Commands.Command(header, arguments =>
                {
                    List<ScpiArgument> given = TakeAll(arguments);
                    foreach ((TwinPattern pattern, Action<string?> execute) in patterns)
                    {
                        if (pattern.Matches(given, out string? value))
                        {
                            execute(value);
                            return;
                        }
                    }

                    throw NoSuch(given.Count, patterns.Select(each => each.Pattern.Count));
                });
            }
        }

        foreach (var same in queries.GroupBy(each => each.Pattern.Key))
        {
            var patterns = same.ToArray();
            foreach (string header in patterns.Select(each => each.Pattern.Header).Distinct())
            {
                Commands.ResultQuery(header, (arguments, cancellationToken) =>
                {
                    List<ScpiArgument> given = TakeAll(arguments);
                    foreach ((TwinPattern pattern, Func<CancellationToken, ValueTask<ScpiResult>> answer) in patterns)
                    {
                        if (pattern.Matches(given, out _))
                        {
                            return answer(cancellationToken);
                        }
                    }

                    throw NoSuch(given.Count, patterns.Select(each => each.Pattern.Count));
                });
            }
        }
    }

    private static List<ScpiArgument> TakeAll(ScpiArguments arguments)
    {
        List<ScpiArgument> given = [];
        while (arguments.Remaining > 0)
        {
            given.Add(arguments.Take());
        }

        return given;
    }

    private static ScpiErrorException NoSuch(int given, IEnumerable<int> taken) =>
        taken.All(count => given < count) ? ScpiErrorException.MissingParameter()
        : taken.All(count => given > count) ? ScpiErrorException.ParameterNotAllowed()
        : ScpiErrorException.IllegalParameter();

    private void Set((string Terminal, string Channel) key, TwinRegister register, string? text)
    {
        string unit = register.Channel.Unit.Symbol;
        double value =
            ScpiSuffix.Read(
                text ?? throw ScpiErrorException.MissingParameter(), unit.All(char.IsAsciiLetter) ? unit : string.Empty);
        if (!register.TrySet(value))
        {
            throw ScpiErrorException.OutOfRange();
        }

        Settling settling = register.Channel.Settling;
        Duration takes = settling.Query is { } query && !IsCommon(query) ? settling.Wait + (settling.Every * IntervalsToSettle)
            : settling.Wait;
        settledAt[key] = Clock.Now() + takes;
        BusyFor(takes);
        Drive(key.Terminal);
    }

    private bool IsSettled(string query) => registers
        .Where(pair => pair.Value.Channel.Settling.Query == query)
        .All(pair => !settledAt.TryGetValue(pair.Key, out Duration at) || Clock.Now() >= at);

    private void Switch(string terminal, bool on)
    {
        outputs[terminal] = on;
        Drive(terminal);
    }

    private void DriveAll()
    {
        foreach (string terminal in registers.Keys.Select(key => key.Terminal).Distinct())
        {
            Drive(terminal);
        }
    }

    // A described terminal that is wired to the sample drives it with its current.
    private void Drive(string terminal)
    {
        if (registers.TryGetValue((terminal, Channels.Current), out TwinRegister? register)
            && register.Channel.Unit.Quantity == Current.Definition)
        {
            Stage.Drive(
                new Terminal(Name, terminal),
                new DirectCurrent(Current.FromAmperes(register.Channel.Unit.Unit.ToSi(Present(terminal, register)))));
        }
    }

    private double Present(string terminal, TwinRegister register) =>
        register.Channel.Reach == ChannelReach.ThroughOutput && outputs.TryGetValue(terminal, out bool on) && !on ? 0
            : register.Value;

    private ScpiResult Fields((string Terminal, DescribedReading Reading)[] readings)
    {
        string[] fields = new string[readings.Max(pair => pair.Reading.Field)];
        Array.Fill(fields, "0");
        foreach ((string terminal, DescribedReading reading) in readings)
        {
            fields[reading.Field - 1] = Write(Sample(terminal, reading));
        }

        return new ScpiResult(string.Join(',', fields));
    }

    private ScpiResult Many(string terminal, DescribedReading reading)
    {
        double[] values = [.. Enumerable.Range(0, reading.Count).Select(_ => Sample(terminal, reading))];
        if (reading.Form == SampleForm.Text)
        {
            return new ScpiResult(string.Join(',', values.Select(Write)));
        }

        var block = new TwinAnswer();
        int size = reading.Form switch { SampleForm.Single => 4, SampleForm.Double => 8, _ => 2 };
        byte[] bytes = new byte[size * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            Span<byte> at = bytes.AsSpan(i * size, size);
            switch (reading.Form)
            {
                case SampleForm.Single:
                    BinaryPrimitives.WriteSingleBigEndian(at, (float)values[i]);
                    break;
                case SampleForm.Double:
                    BinaryPrimitives.WriteDoubleBigEndian(at, values[i]);
                    break;
                default:
                    BinaryPrimitives.WriteInt16BigEndian(
                        at, (short)Math.Clamp(Math.Round(values[i]), short.MinValue, short.MaxValue));
                    break;
            }

            if (reading.IsLittleEndian)
            {
                at.Reverse();
            }
        }

        block.Refer(bytes);
        return new ScpiResult(string.Empty, block);
    }

    /// <summary>One number of a reading, in its unit.</summary>
    private double Sample(string terminal, DescribedReading reading)
    {
        SimulatedReading twin = Context.SimulatedReadings.GetValueOrDefault((terminal, reading.Name)) ?? new SimulatedReading();
        double si = twin.Offset;
        if (twin.Channel is { } channel)
        {
            double present = Present(twin.Terminal, registers[(twin.Terminal, channel)]);
            si += reading.Unit.Unit.ToSi(twin.Gain * present) - reading.Unit.Unit.ToSi(0);
        }
        else if (SensedBy(reading) is { } what)
        {
            si += Stage.Sense(new Terminal(Name, terminal), what, reading.Takes);
        }

        return reading.Unit.Unit.FromSi(si + (twin.Noise * noiseFactor * NoiseOf(terminal, reading.Name).NextGaussian()));
    }

    private static Sensed? SensedBy(DescribedReading reading) => reading.Unit.Quantity == Voltage.Definition ? Sensed.Voltage
        : reading.Unit.Quantity == Current.Definition ? Sensed.Current
        : reading.Unit.Quantity == MagneticField.Definition ? Sensed.Field
        : null;

    private RandomStream NoiseOf(string terminal, string reading)
    {
        if (!noise.TryGetValue((terminal, reading), out RandomStream? stream))
        {
            stream = Context.Random($"{terminal}.{reading}");
            noise[(terminal, reading)] = stream;
        }

        return stream;
    }

    private static bool IsCommon(string query) => query.StartsWith('*');

    private static string Other(string answer) => answer == "0" ? "1" : "0";

    private static string Entry((int Code, string Text) error) => $"{error.Code},\"{error.Text}\"";

    // Nine digits are what instruments write; fewer would hide a step.
    private static string Write(double value) => (value + 0.0).ToString("G9", CultureInfo.InvariantCulture);
}
