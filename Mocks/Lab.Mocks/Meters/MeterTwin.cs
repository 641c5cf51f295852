using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Lab.Instruments.Clocks;
using Lab.Mocks.Scpi;
using Lab.Quantities;

namespace Lab.Mocks.Meters;

/// <summary>The behaviour that twins of meters have in common: readings that take time and are triggered, fetched,
/// buffered and averaged.</summary>
/// <remarks>A reading that a query waits for is taken at the very moment it ends. A reading that nobody waits for is taken when
/// the next command comes, with the sample as it is then.</remarks>
public abstract class MeterTwin : ScpiTwin
{
    /// <summary>How many conversions a meter that runs by itself makes up for when it is looked at again.</summary>
    private const int MostConversionsInArrears = 1024;

    private const double NotANumber = 9.91e37;
    private const double Overflow = 9.9e37;

    private readonly string[] elements;
    private readonly ScpiRegister measurement;
    private readonly MeterEvents events;
    private readonly List<MeterReading> acquired = [];
    private HashSet<string> selectedElements = [];
    private MeterReading? latest;
    private bool isFresh;
    private string feed = "SENS";
    private string statistic = "MEAN";
    private string format = "ASC";

    /// <summary>Creates the twin and the commands that meters share.</summary>
    /// <param name="context">Name, settings, stage and randomness.</param>
    /// <param name="identity">The answer to <c>*IDN?</c>.</param>
    /// <param name="elements">The data elements of a reading as manuals print them, in the order in which they are sent.</param>
    /// <param name="longestBuffer">The most readings that the buffer holds.</param>
    /// <param name="events">Where the measurement register says what.</param>
    protected MeterTwin(TwinContext context, string identity, string[] elements, int longestBuffer, MeterEvents events)
        : base(context, identity)
    {
        this.elements = elements;
        this.events = events;
        Triggers = new TriggerModel(() => ConversionTime);
        Buffer = new MeterBuffer(longestBuffer);
        measurement = AddRegister(":STATus:MEASurement", 0);
        AddRegister(":STATus:QUEStionable", 3);
        AddRegister(":STATus:OPERation", 7);
        AddReadingCommands();
        AddBufferCommands();
    }

    /// <summary>Time of one conversion with the present settings.</summary>
    protected abstract Duration ConversionTime { get; }

    /// <summary>When conversions end.</summary>
    protected TriggerModel Triggers { get; }

    /// <summary>The buffer.</summary>
    protected MeterBuffer Buffer { get; }

    /// <summary>The measurement register, whose summary is bit 0 of the status byte.</summary>
    protected ScpiRegister Measurement => measurement;

    /// <summary>Makes the conversion that has just ended.</summary>
    /// <returns>The reading it completes, or <see langword="null"/> while a filter needs more conversions.</returns>
    protected abstract MeterReading? Convert();

    /// <summary>Writes a number as the instrument does.</summary>
    protected abstract string Format(double value);

    /// <summary>Refuses to start measuring where the instrument would. The default never does.</summary>
    protected virtual void RequireReady()
    {
    }

    /// <summary>Called when an acquisition begins. The default does nothing.</summary>
    protected virtual void Starting()
    {
    }

    /// <summary>Writes a value, or SCPI's infinity and NaN where there is none.</summary>
    protected string FormatReading(double value) =>
        Format(double.IsNaN(value) ? NotANumber : double.IsInfinity(value) ? Overflow : value);

    /// <summary>Sets what meters share as <c>*RST</c> does: idle, one reading for one trigger at once.</summary>
    /// <param name="selected">The data elements that are sent.</param>
    protected void ResetMeter(params string[] selected)
    {
        Triggers.Source = "IMM";
        Triggers.TriggerCount = 1;
        Triggers.SampleCount = 1;
        Triggers.Delay = default;
        Triggers.Timer = Duration.FromMilliseconds(100);
        Triggers.SetContinuous(on: false, Clock.Now());
        Buffer.IsFilling = false;
        Buffer.Points = 100;
        Buffer.Clear();
        selectedElements = [.. selected];
        acquired.Clear();
        latest = null;
        isFresh = false;
        feed = "SENS";
        format = "ASC";
        statistic = "MEAN";
    }

    /// <inheritdoc/>
    protected override void CatchUp()
    {
        Duration now = Clock.Now();
        if (!Buffer.IsFilling)
        {
            Triggers.SkipIdleTime(now, MostConversionsInArrears);
        }

        while (Triggers.Due is { } due && due <= now)
        {
            Step();
        }
    }

    /// <inheritdoc/>
    protected override void ClockRestarted() => Triggers.Abort(Clock.Now());

    /// <summary>Starts an acquisition.</summary>
    /// <exception cref="ScpiErrorException">-213: one is under way.</exception>
    protected void Initiate()
    {
        if (!Triggers.IsIdle)
        {
            throw new ScpiErrorException(-213, "Init ignored");
        }

        RequireReady();
        acquired.Clear();
        Starting();
        Triggers.Initiate(Clock.Now());
    }

    /// <summary>Ends what is under way, acquires anew and answers the readings: <c>:READ?</c>.</summary>
    /// <exception cref="ScpiErrorException">-213 in continuous mode; -214 where the trigger would have to come during the
    /// query.</exception>
    protected ValueTask<string> ReadAsync(CancellationToken cancellationToken)
    {
        Triggers.Abort(Clock.Now());
        Initiate();
        if (!Triggers.IsWaiting)
        {
            return FetchAsync(cancellationToken);
        }

        Triggers.Abort(Clock.Now());
        throw new ScpiErrorException(-214, "Trigger deadlock");
    }

    /// <summary>The chosen statistic of the buffer's readings; SCPI's NaN where there are too few.</summary>
    protected string Statistics()
    {
        double[] values = [.. Buffer.Readings.Select(reading => reading.Value)];
        double mean = values.Length > 0 ? values.Average() : double.NaN;
        return FormatReading(values.Length == 0 ? double.NaN : statistic switch
        {
            "SDEV" => values.Length > 1
                ? Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1))
                : double.NaN,
            "MAX" => values.Max(),
            "MIN" => values.Min(),
            "PKPK" => values.Max() - values.Min(),
            "NONE" => double.NaN,
            _ => mean,
        });
    }

    /// <summary>Adds the choice of the statistic.</summary>
    protected void AddStatistics(string header)
    {
        Commands.Word(
            $"{header}:FORMat",
            ["NONE", "MEAN", "SDEViation", "MAXimum", "MINimum", "PKPK"],
            () => statistic,
            word => statistic = word);
        Commands.Query($"{header}:DATA", _ => Statistics());
    }

    private void Step()
    {
        MeterReading? reading = Convert();
        Triggers.Converted(reading is not null);
        if (reading is not null)
        {
            Record(reading);
        }
    }

    private void Record(MeterReading reading)
    {
        if (Triggers.IsEndless)
        {
            acquired.Clear();
        }

        acquired.Add(reading);
        latest = reading;
        isFresh = true;
        measurement.Raise(events.ReadingAvailable);
        if (double.IsInfinity(reading.Value))
        {
            measurement.Raise(events.ReadingOverflow);
        }

        if (Buffer.Offer(reading))
        {
            measurement.Raise(events.BufferFull);
        }
    }

    /// <summary>Lets the conversion under way take its time.</summary>
    private async ValueTask FinishConversionAsync(Duration due, CancellationToken cancellationToken)
    {
        await Clock.WaitAsync(due - Clock.Now(), cancellationToken).ConfigureAwait(false);
        Step();
    }

    private async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        while (!Triggers.IsEndless && Triggers.Due is { } due)
        {
            await FinishConversionAsync(due, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<string> FetchAsync(CancellationToken cancellationToken)
    {
        await FinishAsync(cancellationToken).ConfigureAwait(false);
        while (acquired.Count == 0 && Triggers.Due is { } due)
        {
            await FinishConversionAsync(due, cancellationToken).ConfigureAwait(false);
        }

        isFresh = false;
        return acquired.Count > 0 ? Describe(acquired) : throw Stale();
    }

    private async ValueTask<string> LatestAsync(bool fresh, CancellationToken cancellationToken)
    {
        while ((latest is null || (fresh && !isFresh)) && Triggers.Due is { } due)
        {
            await FinishConversionAsync(due, cancellationToken).ConfigureAwait(false);
        }

        if (latest is null || (fresh && !isFresh))
        {
            throw Stale();
        }

        isFresh = false;
        return Describe([latest]);
    }

    private string Describe(IEnumerable<MeterReading> readings)
    {
        IEnumerable<string> chosen = readings.SelectMany(reading => reading.Elements.Where(
            (_, i) => selectedElements.Contains(elements[i])));
        return format == "ASC" ? string.Join(",", chosen) : $"#0{string.Concat(chosen.Select(SingleReal))}";
    }

    /// <summary>The four bytes of a number as characters, the highest first; what is no number has none.</summary>
    private static string SingleReal(string element)
    {
        if (!float.TryParse(element, NumberStyles.Float, CultureInfo.InvariantCulture, out float number))
        {
            return string.Empty;
        }

        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleBigEndian(bytes, number);
        return Encoding.Latin1.GetString(bytes);
    }

    private void AddReadingCommands()
    {
        Commands.Command(":INITiate[:IMMediate]", _ => Initiate());
        Commands.Command(":ABORt", _ => Triggers.Abort(Clock.Now()));
        Commands.Command("*TRG", _ =>
        {
            if (!Triggers.Trigger(Clock.Now()))
            {
                throw new ScpiErrorException(-211, "Trigger ignored");
            }
        });
        Commands.Query(":FETCh", (_, cancellationToken) => FetchAsync(cancellationToken));
        Commands.Query(":READ", (_, cancellationToken) => ReadAsync(cancellationToken));
        Commands.Query("[:SENSe[1]]:DATA[:LATest]", (_, cancellationToken) => LatestAsync(fresh: false, cancellationToken));
        Commands.Query("*OPC", async (_, cancellationToken) =>
        {
            await FinishAsync(cancellationToken).ConfigureAwait(false);
            return "1";
        });
        Commands.Query("[:SENSe[1]]:DATA:FRESh", (_, cancellationToken) => LatestAsync(fresh: true, cancellationToken));
        Commands.Command("*WAI", (_, cancellationToken) => FinishAsync(cancellationToken));
        Commands.Word(":FORMat[:DATA]", ["ASCii", "SREal"], () => format, word => format = word);
        Commands.Command(":FORMat:ELEMents", arguments =>
        {
            HashSet<string> chosen = [arguments.Word(elements)];
            while (arguments.Remaining > 0)
            {
                chosen.Add(arguments.Word(elements));
            }

            selectedElements = [.. elements.Where(element => chosen.Contains(ShortForm(element)))];
        });
        Commands.Query(":FORMat:ELEMents", _ => string.Join(",", elements.Where(selectedElements.Contains).Select(ShortForm)));
    }

    private void AddBufferCommands()
    {
        Commands.Command(":TRACe:POINts", arguments => Buffer.Points = (int)arguments.Number(string.Empty, 1, Buffer.Longest));
        Commands.Query(":TRACe:POINts", _ => $"{Buffer.Points}");
        Commands.Query(":TRACe:POINts:ACTual", _ => $"{Buffer.Readings.Count}");
        Commands.Command(":TRACe:CLEar", _ => Buffer.Clear());
        Commands.Word(":TRACe:FEED", ["SENSe", "CALCulate", "NONE"], () => feed, word => feed = word);
        Commands.Word(":TRACe:FEED:CONTrol", ["NEXT", "NEVer"], () => Buffer.IsFilling ? "NEXT" : "NEV", word =>
        {
            Buffer.IsFilling = word == "NEXT" && feed != "NONE";
            if (Buffer.IsFilling)
            {
                Buffer.Clear();
            }
        });
        Commands.Query(":TRACe:DATA", _ => Buffer.Readings.Count > 0 ? Describe(Buffer.Readings) : throw Stale());
    }

    private static string ShortForm(string word) => new([.. word.Where(c => !char.IsAsciiLetterLower(c))]);

    private static ScpiErrorException Stale() => new(-230, "Data corrupt or stale");
}
