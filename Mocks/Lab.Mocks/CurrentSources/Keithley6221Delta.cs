using System.Text;
using Lab.Instruments.Clocks;
using Lab.Mocks.Meters;
using Lab.Mocks.Scpi;
using Lab.Quantities;

namespace Lab.Mocks.CurrentSources;

/// <summary>Delta mode and differential conductance of a 622x: the current alternates, the 2182A at the serial port converts once
/// after each change, and three conversions X, Y, Z make a reading ±(X − 2Y + Z)/4 (622x reference manual, section 5).</summary>
/// <remarks>Conversions that nobody waited for are made up for when the twin is spoken to, with the sample as it is then, and no
/// more of them than a reading needs. Power units are not there.</remarks>
internal sealed class Keithley6221Delta
{
    private const int MostReadings = 65536;

    /// <summary>Operation events.</summary>
    private const int SweepDone = 1;

    private const int SweepAborted = 2;

    /// <summary>How many conversions are made up for.</summary>
    private const int MostInArrears = 4;

    private static readonly string[] Elements =
        ["READing", "TSTamp", "UNITs", "RNUMber", "SOURce", "COMPliance", "AVOLtage"];

    private readonly TimeProvider clock;
    private readonly ILinkedMeter? meter;
    private readonly ScpiRegister operation;
    private readonly Action drive;
    private readonly ScpiSettings kept;
    private readonly ScpiNumber high = Number("A", 0, 0.105, 1e-3);
    private readonly ScpiNumber low = Number("A", -0.105, 0, -1e-3);
    private readonly ScpiNumber delay = Number("s", 1e-3, 9999.999, 2e-3);
    private readonly ScpiNumber start = Number("A", -0.105, 0.105, -10e-6);
    private readonly ScpiNumber stop = Number("A", -0.105, 0.105, 10e-6);
    private readonly ScpiNumber step = Number("A", 0, 0.105, 1e-6);
    private readonly ScpiNumber change = Number("A", 0, 0.105, 1e-6);
    private readonly ScpiNumber sweepDelay = Number("s", 1e-3, 9999.999, 2e-3);
    private readonly ScpiNumber bufferLength = new() { Minimum = () => 1, Maximum = () => MostReadings, Default = 100 };
    private readonly DigitalFilter filter = new();
    private readonly List<double[]> buffer = [];
    private readonly List<double> conversions = [];
    private HashSet<string> selected = ["READ", "TST"];
    private Mode mode;
    private double count = double.PositiveInfinity;
    private string unit = "V";
    private bool endsAtCompliance;
    private bool sweepEndsAtCompliance;
    private double[] currents = [];
    private int halfCycle;
    private double nextSeconds;
    private double startedSeconds;
    private int readings;
    private double[]? latest;
    private bool isFresh;
    private string fromMeter = string.Empty;

    /// <summary>Creates both modes with their commands.</summary>
    /// <param name="commands">The twin's commands.</param>
    /// <param name="clock">The bench's clock.</param>
    /// <param name="meter">The meter at the serial port; <see langword="null"/> for none.</param>
    /// <param name="operation">The operation register.</param>
    /// <param name="drive">Brings the present current to the sample.</param>
    public Keithley6221Delta(
        ScpiCommandSet commands, TimeProvider clock, ILinkedMeter? meter, ScpiRegister operation, Action drive)
    {
        this.clock = clock;
        this.meter = meter;
        this.operation = operation;
        this.drive = drive;
        kept = new ScpiSettings(commands);
        AddDelta(commands);
        AddConductance(commands);
        AddReadings(commands);
        AddSerialPort(commands);
        Reset();
    }

    /// <summary>Whether one of both modes is armed.</summary>
    public bool IsArmed => mode != Mode.Off;

    /// <summary>Whether the current alternates.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>The current of this half-cycle, A.</summary>
    public double Amperes => !IsRunning ? 0
        : mode == Mode.Delta ? (halfCycle % 2 == 0 ? high.Value : low.Value)
        : currents[halfCycle];

    /// <summary>Whether the source holds its compliance now.</summary>
    public bool IsLimited { get; set; }

    private double HalfCycleSeconds => (mode == Mode.Delta ? delay.Value : sweepDelay.Value)
        + (meter?.LinkedConversionTime.Seconds ?? 0);

    private double ReadingsWanted => mode == Mode.Delta ? count : currents.Length - 2;

    /// <summary>Sets everything as <c>*RST</c> does.</summary>
    public void Reset()
    {
        Stop();
        foreach (ScpiNumber number in (ScpiNumber[])
            [high, low, delay, start, stop, step, change, sweepDelay, bufferLength])
        {
            number.Value = number.Default;
        }

        count = double.PositiveInfinity;
        unit = "V";
        endsAtCompliance = false;
        sweepEndsAtCompliance = false;
        selected = ["READ", "TST"];
        filter.IsOn = false;
        filter.Count = 10;
        filter.IsRepeating = false;
        buffer.Clear();
        latest = null;
        isFresh = false;
        kept.Reset();
    }

    /// <summary>Starts the armed mode anew.</summary>
    public void Start()
    {
        IsRunning = true;
        halfCycle = 0;
        readings = 0;
        conversions.Clear();
        filter.Restart();
        buffer.Clear();
        latest = null;
        isFresh = false;
        startedSeconds = clock.Now().Seconds;
        nextSeconds = startedSeconds + HalfCycleSeconds;
    }

    /// <summary>Stops and disarms.</summary>
    public void Stop()
    {
        mode = Mode.Off;
        IsRunning = false;
    }

    /// <summary>Makes the conversions that have ended.</summary>
    public void CatchUp()
    {
        double now = clock.Now().Seconds + Keithley6221Twin.TickSeconds;
        if (IsRunning && mode == Mode.Delta && double.IsPositiveInfinity(count))
        {
            SkipIdleTime(now);
        }

        while (IsRunning && nextSeconds <= now)
        {
            Step();
        }
    }

    private static ScpiNumber Number(string unit, double minimum, double maximum, double initial) =>
        Keithley6221Twin.Number(unit, minimum, maximum, initial);

    // By whole cycles, so that the sign stays.
    private void SkipIdleTime(double now)
    {
        double behind = Math.Floor((now - nextSeconds) / HalfCycleSeconds) - MostInArrears;
        if (behind > 0)
        {
            int skipped = 2 * (int)Math.Ceiling(behind / 2);
            conversions.Clear();
            nextSeconds += skipped * HalfCycleSeconds;
        }
    }

    private void Step()
    {
        drive();
        conversions.Add(meter?.ConvertOnLink() ?? double.PositiveInfinity);
        bool isLimited = IsLimited && (mode == Mode.Delta ? endsAtCompliance : sweepEndsAtCompliance);
        if (conversions.Count >= 3)
        {
            Read(conversions[^3], conversions[^2], conversions[^1]);
            conversions.RemoveAt(0);
        }

        halfCycle++;
        nextSeconds += HalfCycleSeconds;
        if (isLimited || readings >= ReadingsWanted)
        {
            IsRunning = false;
            operation.Raise(isLimited ? SweepAborted : SweepDone);
        }

        drive();
    }

    private void Read(double x, double y, double z)
    {
        int middle = halfCycle - 1;
        double difference = (x - (2 * y) + z) / 4 * (middle % 2 == 0 ? -1 : 1);
        double? filtered = filter.Pass(double.IsFinite(difference) ? difference : double.PositiveInfinity);
        if (filtered is not { } volts)
        {
            return;
        }

        double bias = mode == Mode.Delta ? (high.Value - low.Value) / 2 : (currents[middle - 1] + (2 * currents[middle])
            + currents[middle + 1]) / 4;
        double amplitude = mode == Mode.Delta ? (high.Value - low.Value) / 2 : change.Value;
        double value = unit switch
        {
            "OHMS" => volts / amplitude,
            "SIEM" => amplitude / volts,
            _ => volts,
        };
        readings++;
        latest =
        [
            value, nextSeconds - startedSeconds, double.NaN, readings - 1, bias, IsLimited ? 1 : 0, (x + (2 * y) + z) / 4,
        ];
        isFresh = true;
        if (buffer.Count < bufferLength.Value)
        {
            buffer.Add(latest);
        }
    }

    private string Describe(double[] reading) => string.Join(
        ',',
        Elements.Select((element, i) => (Element: ScpiArguments.ShortForm(element), Value: reading[i]))
            .Where(each => selected.Contains(each.Element))
            .Select(each => each.Element == "UNIT" ? unit : Keithley6221Twin.Write(
                double.IsFinite(each.Value) ? each.Value : double.PositiveInfinity)));

    private async ValueTask<string> LatestAsync(bool fresh, CancellationToken cancellationToken)
    {
        while (IsRunning && (latest is null || (fresh && !isFresh)))
        {
            await clock.WaitAsync(
                Duration.FromSeconds(Math.Max(nextSeconds - clock.Now().Seconds, 0)), cancellationToken).ConfigureAwait(false);
            CatchUp();
        }

        if (latest is null || (fresh && !isFresh))
        {
            throw ScpiErrorException.SettingsConflict(); // read while nothing runs
        }

        isFresh = false;
        return Describe(latest);
    }

    private void Arm(Mode armed)
    {
        if (meter is null || IsRunning)
        {
            throw ScpiErrorException.SettingsConflict();
        }

        currents = armed == Mode.Conductance ? Staircase() : [];
        mode = armed;
        drive();
    }

    // The first bias is that of the second current: the staircase begins one step before it and ends one beyond.
    private double[] Staircase()
    {
        double towards = Math.CopySign(step.Value, stop.Value - start.Value);
        double steps = step.Value > 0 ? Math.Floor((Math.Abs(stop.Value - start.Value) / step.Value) + 1e-6) : 0;
        return steps < MostReadings
            ? [.. Enumerable.Range(-1, (int)steps + 3)
                .Select(i => start.Value + (i * towards) + (i % 2 == 0 ? -change.Value : change.Value))]
            : throw ScpiErrorException.SettingsConflict();
    }

    // What is armed keeps its settings.
    private void RequireDisarmed()
    {
        if (IsArmed)
        {
            throw ScpiErrorException.SettingsConflict();
        }
    }

    private void AddNumber(ScpiCommandSet commands, string pattern, ScpiNumber number)
    {
        commands.Number(pattern, number);
        commands.Command(pattern, arguments =>
        {
            RequireDisarmed();
            number.Value = arguments.Number(number.Unit, number.Minimum(), number.Maximum());
        });
    }

    private void AddDelta(ScpiCommandSet commands)
    {
        const string node = ":SOURce:DELTa";
        AddNumber(commands, $"{node}:HIGH", high);
        AddNumber(commands, $"{node}:LOW", low);
        commands.Query($"{node}:DELay", _ => Keithley6221Twin.Write(delay.Value));
        commands.Command($"{node}:DELay", arguments =>
        {
            RequireDisarmed();
            double seconds = arguments.NumberOrInfinity("s", delay.Minimum(), delay.Maximum());
            delay.Value = double.IsPositiveInfinity(seconds) ? delay.Minimum() : seconds;
        });
        commands.Query($"{node}:COUNt", _ => Keithley6221Twin.Write(count));
        commands.Command($"{node}:COUNt", arguments =>
        {
            RequireDisarmed();
            count = arguments.NumberOrInfinity(string.Empty, 1, MostReadings);
        });
        commands.Switch($"{node}:CABort", () => endsAtCompliance, on => endsAtCompliance = on);
        kept.Switch($"{node}:CSWitch");
        commands.Query($"{node}:NVPResent", _ => meter is null ? "0" : "1");
        commands.Command($"{node}:ARM", _ => Arm(Mode.Delta));
        commands.Query($"{node}:ARM", _ => mode == Mode.Delta ? "1" : "0");
    }

    private void AddConductance(ScpiCommandSet commands)
    {
        const string node = ":SOURce:DCONductance";
        AddNumber(commands, $"{node}:STARt", start);
        AddNumber(commands, $"{node}:STOP", stop);
        AddNumber(commands, $"{node}:STEP", step);
        AddNumber(commands, $"{node}:DELTa", change);
        AddNumber(commands, $"{node}:DELay", sweepDelay);
        commands.Switch($"{node}:CABort", () => sweepEndsAtCompliance, on => sweepEndsAtCompliance = on);
        commands.Query($"{node}:NVPResent", _ => meter is null ? "0" : "1");
        commands.Command($"{node}:ARM", _ => Arm(Mode.Conductance));
        commands.Query($"{node}:ARM", _ => mode == Mode.Conductance ? "1" : "0");
    }

    private void AddReadings(ScpiCommandSet commands)
    {
        commands.Word(":UNIT[:VOLTage[:DC]]", ["V", "OHMS", "W", "SIEMens"], () => unit, word => unit = word);
        commands.Command(":FORMat:ELEMents", arguments =>
        {
            HashSet<string> taken = [];
            do
            {
                taken.Add(arguments.Word([.. Elements, "ALL", "DEFault"]));
            }
            while (arguments.Remaining > 0);
            selected = taken.Contains("ALL") ? [.. Elements.Select(ScpiArguments.ShortForm)]
                : taken.Contains("DEF") ? ["READ", "TST"]
                : taken;
        });
        commands.Query(
            ":FORMat:ELEMents",
            _ => string.Join(',', Elements.Select(ScpiArguments.ShortForm).Where(selected.Contains)));
        commands.Query(":SENSe[1]:DATA[:LATest]", (_, cancellationToken) => LatestAsync(fresh: false, cancellationToken));
        commands.Query(":SENSe[1]:DATA:FRESh", (_, cancellationToken) => LatestAsync(fresh: true, cancellationToken));
        kept.Switch(":CALCulate[1]:STATe");
        commands.Switch(":SENSe[1]:AVERage[:STATe]", () => filter.IsOn, on => Filter(() => filter.IsOn = on));
        commands.Query(":SENSe[1]:AVERage:COUNt", _ => $"{filter.Count}");
        commands.Command(":SENSe[1]:AVERage:COUNt", arguments =>
        {
            int length = (int)arguments.Number(string.Empty, 2, 300);
            Filter(() => filter.Count = length);
        });
        commands.Word(
            ":SENSe[1]:AVERage:TCONtrol", ["MOVing", "REPeat"], () => filter.IsRepeating ? "REP" : "MOV",
            word => Filter(() => filter.IsRepeating = word == "REP"));
        kept.Number(":SENSe[1]:AVERage:WINDow", string.Empty, 0, 10, 0);
        commands.Command(":TRACe:CLEar", _ => buffer.Clear());
        commands.Number(":TRACe:POINts", bufferLength);
        commands.Query(":TRACe:POINts:ACTual", _ => $"{buffer.Count}");
        commands.Query(":TRACe:DATA", _ => string.Join(',', buffer.Select(Describe)));
        commands.Query(":TRACe:DATA:SELected", arguments =>
        {
            int first = (int)arguments.Number(string.Empty, 0, MostReadings);
            int length = (int)arguments.Number(string.Empty, 1, MostReadings);
            return string.Join(',', buffer.Skip(first).Take(length).Select(Describe));
        });
        kept.Word(":TRACe:FEED", "SENSe1", "CALCulate1", "NONE");
        kept.Word(":TRACe:FEED:CONTrol", "NEVer", "NEXT");
    }

    private void AddSerialPort(ScpiCommandSet commands)
    {
        kept.Number(":SYSTem:COMMunicate:SERial:BAUD", string.Empty, 300, 115200, 19200);
        kept.Word(":SYSTem:COMMunicate:SERial:TERMinator", "CR", "LF", "CRLF", "LFCR");
        kept.Word(":SYSTem:COMMunicate:SERial:PACE", "XON", "NONE");
        commands.Command(":SYSTem:COMMunicate:SERial:SEND", async (arguments, cancellationToken) =>
        {
            byte[] message = Encoding.Latin1.GetBytes(arguments.Take().Text);
            if (meter is not null)
            {
                var answer = new TwinAnswer();
                await meter.ExecuteAsync(message, answer, cancellationToken).ConfigureAwait(false);
                fromMeter = Encoding.Latin1.GetString(answer.ToArray());
            }
        });
        commands.Query(":SYSTem:COMMunicate:SERial:ENTer", _ => fromMeter.Length > 0
            ? fromMeter
            : throw new ScpiErrorException(-230, "Data corrupt or stale"));
    }

    private void Filter(Action set)
    {
        set();
        filter.Restart();
    }

    private enum Mode
    {
        Off,
        Delta,
        Conductance,
    }
}
