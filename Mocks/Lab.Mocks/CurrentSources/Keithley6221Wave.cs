using Lab.Mocks.Scpi;

namespace Lab.Mocks.CurrentSources;

/// <summary>The waveform of a 6221: its parameters, and whether it is armed and runs (622x reference manual,
/// wave functions).</summary>
/// <remarks>The sample stage feels its offset only.</remarks>
internal sealed class Keithley6221Wave
{
    private const int MemoryCount = 5;
    private const int MostPointsPerMessage = 100;

    private readonly Func<double> now;
    private readonly ScpiNumber frequency = Keithley6221Twin.Number("Hz", 1e-3, 1e5, 1e3);
    private readonly ScpiNumber amplitude = Keithley6221Twin.Number("A", 2e-12, 0.105, 1e-3);
    private readonly ScpiNumber offset = Keithley6221Twin.Number("A", -0.105, 0.105, 0);
    private readonly ScpiNumber dutyCycle = Keithley6221Twin.Number(string.Empty, 0, 100, 50);
    private readonly ScpiNumber markerDegrees = Keithley6221Twin.Number(string.Empty, 0, 360, 180);
    private readonly List<double>[] memories = [.. Enumerable.Range(0, MemoryCount).Select(_ => new List<double>())];
    private string function = "SIN";
    private string ranging = "BEST";
    private bool marker;
    private int markerLine = 3;
    private double durationSeconds = double.PositiveInfinity;
    private double startedSeconds;
    private bool isArmed;

    /// <summary>Creates the waveform and its commands.</summary>
    /// <param name="commands">The twin's commands.</param>
    /// <param name="now">The time in seconds.</param>
    /// <param name="started">Called when it starts.</param>
    /// <param name="stopped">Called when it is aborted.</param>
    public Keithley6221Wave(ScpiCommandSet commands, Func<double> now, Action started, Action stopped)
    {
        this.now = now;
        AddParameters(commands);
        AddMemories(commands);
        commands.Command(":SOURce:WAVE:ARM", _ =>
        {
            bool fits = Math.Abs(offset.Value) + amplitude.Value <= 0.105;
            bool hasShape = !function.StartsWith("ARB", StringComparison.Ordinal) || memories[function[^1] - '0'].Count > 1;
            isArmed = fits && hasShape ? true : throw ScpiErrorException.SettingsConflict();
        });
        commands.Command(":SOURce:WAVE:INITiate", _ =>
        {
            IsRunning = isArmed && !IsRunning ? true : throw ScpiErrorException.SettingsConflict();
            startedSeconds = now();
            started();
        });
        commands.Command(":SOURce:WAVE:ABORt", _ =>
        {
            Stop();
            stopped();
        });
        Reset();
    }

    /// <summary>Whether it runs.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>The current around which it swings, A.</summary>
    public double OffsetAmperes => offset.Value;

    /// <summary>Sets everything as <c>*RST</c> does.</summary>
    public void Reset()
    {
        foreach (ScpiNumber number in (ScpiNumber[])[frequency, amplitude, offset, dutyCycle, markerDegrees])
        {
            number.Value = number.Default;
        }

        function = "SIN";
        ranging = "BEST";
        marker = false;
        markerLine = 3;
        durationSeconds = double.PositiveInfinity;
        Stop();
    }

    /// <summary>Stops and disarms it.</summary>
    public void Stop()
    {
        isArmed = false;
        IsRunning = false;
    }

    /// <summary>Ends it when its duration is over.</summary>
    public void CatchUp()
    {
        if (IsRunning && now() >= startedSeconds + durationSeconds - Keithley6221Twin.TickSeconds)
        {
            Stop();
        }
    }

    private void AddParameters(ScpiCommandSet commands)
    {
        commands.Word(
            ":SOURce:WAVE:FUNCtion",
            ["SINusoid", "SQUare", "RAMP", "ARBitrary0", "ARBitrary1", "ARBitrary2", "ARBitrary3", "ARBitrary4"],
            () => function,
            word => function = word);
        commands.Number(":SOURce:WAVE:FREQuency", frequency);
        commands.Number(":SOURce:WAVE:AMPLitude", amplitude);
        commands.Number(":SOURce:WAVE:OFFSet", offset);
        commands.Number(":SOURce:WAVE:DCYCle", dutyCycle);
        commands.Command(
            ":SOURce:WAVE:DURation:TIME", arguments => durationSeconds = arguments.NumberOrInfinity("s", 1e-7, 999999.999));
        commands.Query(":SOURce:WAVE:DURation:TIME", _ => Keithley6221Twin.Write(durationSeconds));
        commands.Command(
            ":SOURce:WAVE:DURation:CYCLes",
            arguments => durationSeconds = arguments.NumberOrInfinity(string.Empty, 1e-3, 99999999900) / frequency.Value);
        commands.Query(":SOURce:WAVE:DURation:CYCLes", _ => Keithley6221Twin.Write(durationSeconds * frequency.Value));
        commands.Word(":SOURce:WAVE:RANGing", ["BEST", "FIXed"], () => ranging, word => ranging = word);
        commands.Switch(":SOURce:WAVE:PMARk:STATe", () => marker, on => marker = on);
        commands.Number(":SOURce:WAVE:PMARk[:LEVel]", markerDegrees);
        commands.Command(":SOURce:WAVE:PMARk:OLINe", arguments => markerLine = (int)arguments.Number(string.Empty, 1, 6));
        commands.Query(":SOURce:WAVE:PMARk:OLINe", _ => $"{markerLine}");
    }

    private void AddMemories(ScpiCommandSet commands)
    {
        commands.Command(":SOURce:WAVE:ARBitrary:DATA", arguments =>
        {
            List<double> points = TakePoints(arguments);
            memories[0].Clear();
            memories[0].AddRange(points);
        });
        commands.Command(":SOURce:WAVE:ARBitrary:APPend", arguments => memories[0].AddRange(TakePoints(arguments)));
        commands.Query(":SOURce:WAVE:ARBitrary:DATA", _ => string.Join(",", memories[0].Select(Keithley6221Twin.Write)));
        commands.Query(":SOURce:WAVE:ARBitrary:POINts", _ => $"{memories[0].Count}");
        commands.Command(":SOURce:WAVE:ARBitrary:COPY", arguments =>
        {
            List<double> memory = memories[(int)arguments.Number(string.Empty, 1, MemoryCount - 1)];
            memory.Clear();
            memory.AddRange(memories[0]);
        });
    }

    private static List<double> TakePoints(ScpiArguments arguments)
    {
        if (arguments.Remaining > MostPointsPerMessage)
        {
            throw new ScpiErrorException(-223, "Too much data");
        }

        List<double> points = [arguments.Number(string.Empty, -1, 1)];
        while (arguments.Remaining > 0)
        {
            points.Add(arguments.Number(string.Empty, -1, 1));
        }

        return points;
    }
}
