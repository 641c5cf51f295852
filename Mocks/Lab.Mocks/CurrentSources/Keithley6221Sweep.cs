using Lab.Mocks.Scpi;

namespace Lab.Mocks.CurrentSources;

/// <summary>The sweep of a 6221: a staircase of currents, one every source delay (622x reference manual, sweeps).</summary>
internal sealed class Keithley6221Sweep
{
    private const int MostPoints = 65535;
    private const int MostListPoints = 100;

    private readonly Func<double> now;
    private readonly Func<double> dwellSeconds;
    private readonly ScpiNumber start = Keithley6221Twin.Number("A", -0.105, 0.105, 0);
    private readonly ScpiNumber stop = Keithley6221Twin.Number("A", -0.105, 0.105, 0.1);
    private readonly ScpiNumber step = Keithley6221Twin.Number("A", 1e-13, 0.21, 0.01);
    private readonly ScpiNumber points = new() { Minimum = () => 1, Maximum = () => MostPoints, Default = 11 };
    private List<double> list = [0];
    private string spacing = "LIN";
    private double count = 1;
    private double[] armed = [];
    private double startedSeconds;

    /// <summary>Creates the sweep and its commands.</summary>
    /// <param name="commands">The twin's commands.</param>
    /// <param name="now">The time in seconds.</param>
    /// <param name="dwellSeconds">The time that each current lasts.</param>
    /// <param name="started">Called when it starts.</param>
    /// <param name="stopped">Called when it is aborted.</param>
    public Keithley6221Sweep(ScpiCommandSet commands, Func<double> now, Func<double> dwellSeconds, Action started, Action stopped)
    {
        this.now = now;
        this.dwellSeconds = dwellSeconds;
        commands.Word(":SOURce:SWEep:SPACing", ["LINear", "LOGarithmic", "LIST"], () => spacing, word => spacing = word);
        commands.Number(":SOURce:CURRent:STARt", start);
        commands.Number(":SOURce:CURRent:STOP", stop);
        commands.Number(":SOURce:CURRent:STEP", step);
        commands.Number(":SOURce:SWEep:POINts", points);
        commands.Command(":SOURce:LIST:CURRent", TakeList);
        commands.Query(":SOURce:LIST:CURRent", _ => string.Join(",", list.Select(Keithley6221Twin.Write)));
        commands.Query(":SOURce:LIST:CURRent:POINts", _ => $"{list.Count}");
        commands.Command(":SOURce:SWEep:COUNt", arguments => count = arguments.NumberOrInfinity(string.Empty, 1, 9999));
        commands.Query(":SOURce:SWEep:COUNt", _ => Keithley6221Twin.Write(count));
        commands.Command(":SOURce:SWEep:ARM", _ => armed = IsRunning ? throw ScpiErrorException.SettingsConflict() : Staircase());
        commands.Command(":INITiate[:IMMediate]", _ =>
        {
            IsRunning = armed.Length > 0 && !IsRunning ? true : throw ScpiErrorException.SettingsConflict();
            startedSeconds = now();
            started();
        });
        commands.Command(":SOURce:SWEep:ABORt", _ =>
        {
            Stop();
            stopped();
        });
        Reset();
    }

    /// <summary>Whether it runs.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Sets everything as <c>*RST</c> does.</summary>
    public void Reset()
    {
        foreach (ScpiNumber number in (ScpiNumber[])[start, stop, step, points])
        {
            number.Value = number.Default;
        }

        list = [0];
        spacing = "LIN";
        count = 1;
        Stop();
    }

    /// <summary>Stops and disarms it.</summary>
    public void Stop()
    {
        armed = [];
        IsRunning = false;
    }

    /// <summary>The current of this moment, A; it ends the sweep after its last, which stays.</summary>
    public double CatchUp()
    {
        double passed = Math.Floor((now() - startedSeconds + Keithley6221Twin.TickSeconds) / dwellSeconds());
        if (passed < count * armed.Length)
        {
            return armed[(int)(passed % armed.Length)];
        }

        IsRunning = false;
        return armed[^1];
    }

    private void TakeList(ScpiArguments arguments)
    {
        if (arguments.Remaining > MostListPoints)
        {
            throw new ScpiErrorException(-223, "Too much data");
        }

        List<double> taken = [arguments.Number("A", -0.105, 0.105)];
        while (arguments.Remaining > 0)
        {
            taken.Add(arguments.Number("A", -0.105, 0.105));
        }

        list = taken;
    }

    private double[] Staircase() => spacing switch
    {
        "LIN" => Linear(),
        "LOG" => Logarithmic(),
        _ => [.. list],
    };

    private double[] Linear()
    {
        // The last step is kept although its quotient may have been rounded down.
        double steps = Math.Floor((Math.Abs(stop.Value - start.Value) / step.Value) + 1e-9);
        double towards = Math.CopySign(step.Value, stop.Value - start.Value);
        return steps < MostPoints
            ? [.. Enumerable.Range(0, (int)steps + 1).Select(i => start.Value + (i * towards))]
            : throw ScpiErrorException.SettingsConflict();
    }

    private double[] Logarithmic()
    {
        double ratio = stop.Value / start.Value;
        int steps = Math.Max((int)points.Value - 1, 1);
        return ratio > 0 && double.IsFinite(ratio)
            ? [.. Enumerable.Range(0, steps + 1).Select(i => start.Value * Math.Pow(ratio, (double)i / steps))]
            : throw ScpiErrorException.SettingsConflict();
    }
}
