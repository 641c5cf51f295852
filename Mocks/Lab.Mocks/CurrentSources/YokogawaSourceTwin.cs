using Lab.Instruments.Clocks;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Mocks.CurrentSources;

/// <summary>A Yokogawa GS200 DC source with its monitoring option, in either mode: what its twins have in common.</summary>
/// <remarks>A program moves the current on the sample stage whenever the twin is spoken to.</remarks>
public abstract class YokogawaSourceTwin : ScpiTwin
{
    private const int ProgramEnd = 7;
    private const int LowLimiter = 10;
    private const int HighLimiter = 11;

    /// <summary>Mains of the monitor's integration time [assumption].</summary>
    private const double LineHertz = 50;

    private static readonly SourceRange[] VoltageRanges =
        [new(0.01, 0.012, 1e-7), new(0.1, 0.12, 1e-6), new(1, 1.2, 1e-5), new(10, 12, 1e-4), new(30, 32, 1e-3)];

    private static readonly SourceRange[] CurrentRanges =
        [new(1e-3, 1.2e-3, 1e-8), new(10e-3, 12e-3, 1e-7), new(0.1, 0.12, 1e-6), new(0.2, 0.2, 1e-6)];

    private readonly ScpiRegister status;
    private readonly YokogawaProgram program = new();
    private readonly ScpiNumber voltageLimit = new()
    {
        Unit = "V",
        Minimum = () => 1,
        Maximum = () => 30,
        Default = 30,
        Format = Write
    };
    private readonly ScpiNumber currentLimit = new()
    {
        Unit = "A",
        Minimum = () => 1e-3,
        Maximum = () => 0.2,
        Default = 0.2,
        Format = Write
    };
    private readonly ScpiNumber monitorCycles = new() { Minimum = () => 1, Maximum = () => 25, Default = 1 };
    private readonly ScpiNumber monitorDelay = new() { Unit = "ms", Minimum = () => 0, Maximum = () => 999999, Default = 0 };
    private readonly ScpiSettings kept;
    private bool isCurrent;
    private SourceRange range = VoltageRanges[0];
    private double level;
    private bool output;
    private bool monitors;
    private bool remoteSense;
    private bool guard;
    private string triggerOutput = "TRIG";
    private string triggerInput = "TRIG";
    private string programTrigger = "NORM";
    private OperatingPoint point;

    /// <summary>Creates the twin.</summary>
    protected YokogawaSourceTwin(TwinContext context)
        : base(context, "YOKOGAWA,GS210,91T200001,2.02")
    {
        status = AddRegister(":STATus", 1);
        kept = new ScpiSettings(Commands);
        Commands.Query("*OPT", _ => "/MON");
        Commands.Query(":SYSTem:LFRequency", _ => $"{LineHertz}");
        AddSourceCommands();
        AddProgramCommands();
        AddMonitorCommands();
        Reset();
    }

    private SourceRange[] Ranges => isCurrent ? CurrentRanges : VoltageRanges;

    /// <inheritdoc/>
    protected override void Reset()
    {
        program.Stop();
        program.EndEdit();
        voltageLimit.Value = voltageLimit.Default;
        currentLimit.Value = currentLimit.Default;
        monitorCycles.Value = monitorCycles.Default;
        monitorDelay.Value = monitorDelay.Default;
        monitors = false;
        remoteSense = false;
        guard = false;
        triggerOutput = "TRIG";
        triggerInput = "TRIG";
        programTrigger = "NORM";
        kept.Reset();
        SwitchFunction(current: false);
    }

    /// <inheritdoc/>
    protected override void CatchUp()
    {
        if (program.IsRunning)
        {
            (level, bool hasEnded) = program.At(Clock.Now().Seconds);
            if (hasEnded)
            {
                program.Stop();
                status.Raise(ProgramEnd);
            }
        }

        Drive();
    }

    /// <inheritdoc/>
    protected override void ClockRestarted() => program.Stop();

    /// <summary>What the output gives to what it is wired to.</summary>
    /// <param name="amperes">The current through the load.</param>
    /// <param name="volts">The voltage of voltage mode.</param>
    protected virtual Signal SignalOf(double amperes, double volts) => new DirectCurrent(Current.FromAmperes(amperes));

    private static string Write(double value) => ScientificText.Of(value, 5);

    private void Drive()
    {
        double ohms = Stage.LoadOf(Name).Resistance.Ohms;
        point = !output ? default
            : isCurrent ? OperatingPoint.OfCurrentSource(level, voltageLimit.Value, ohms)
            : OperatingPoint.OfVoltageSource(level, currentLimit.Value, ohms);
        Stage.Drive(Name, SignalOf(point.Amperes, output && !isCurrent ? level : 0));
        status.Set(HighLimiter, point.IsLimited && level > 0);
        status.Set(LowLimiter, point.IsLimited && level < 0);
    }

    private void SwitchFunction(bool current)
    {
        isCurrent = current;
        range = Ranges[0];
        level = 0;
        SwitchOutput(on: false);
    }

    private void SwitchOutput(bool on)
    {
        output = on;
        if (!on)
        {
            program.Stop();
        }

        Drive();
    }

    private void SetLevel(double value, SourceRange inRange)
    {
        if (!(Math.Abs(value) <= inRange.Largest))
        {
            throw ScpiErrorException.OutOfRange();
        }

        double rounded = Math.Round(value / inRange.Resolution) * inRange.Resolution;
        if (program.IsEditing)
        {
            program.Add(rounded);
            return;
        }

        RequireNoProgram();
        range = inRange;
        level = rounded;
        Drive();
    }

    // A program that pauses stands still and lets levels be set.
    private void RequireNoProgram()
    {
        if (program is { IsRunning: true, IsPaused: false })
        {
            throw new ScpiErrorException(-284, "Program currently running");
        }

        program.Stop();
    }

    private SourceRange RangeFor(double value, Func<SourceRange, double> largest) =>
        Ranges.FirstOrDefault(candidate => Math.Abs(value) <= largest(candidate)) ?? throw ScpiErrorException.OutOfRange();

    private SourceRange TakeRange(ScpiArguments arguments)
    {
        int present = Array.IndexOf(Ranges, range);
        int? chosen = arguments.Peek().ToUpperInvariant() switch
        {
            "UP" => Math.Min(present + 1, Ranges.Length - 1),
            "DOWN" => Math.Max(present - 1, 0),
            "MIN" or "MINIMUM" => 0,
            "MAX" or "MAXIMUM" => Ranges.Length - 1,
            _ => null,
        };
        if (chosen is not { } index)
        {
            return RangeFor(arguments.Number(isCurrent ? "A" : "V"), candidate => candidate.Name);
        }

        arguments.Take();
        return Ranges[index];
    }

    private void AddSourceCommands()
    {
        Commands.Word(":SOURce:FUNCtion", ["VOLTage", "CURRent"], () => isCurrent ? "CURR" : "VOLT", word =>
        {
            if (isCurrent != (word == "CURR"))
            {
                SwitchFunction(word == "CURR");
            }
        });
        Commands.Command(":SOURce:RANGe", arguments =>
        {
            SourceRange chosen = TakeRange(arguments);
            RequireNoProgram();
            range = Math.Abs(level) <= chosen.Largest ? chosen : throw ScpiErrorException.SettingsConflict();
        });
        Commands.Query(":SOURce:RANGe", _ => Write(range.Name));
        Commands.Command(":SOURce:LEVel[:FIXed]", arguments => SetLevel(arguments.Number(isCurrent ? "A" : "V"), range));
        Commands.Query(":SOURce:LEVel[:FIXed]", _ => Write(level));
        Commands.Command(":SOURce:LEVel:AUTO", arguments =>
        {
            double value = arguments.Number(isCurrent ? "A" : "V");
            SetLevel(value, RangeFor(value, candidate => candidate.Largest));
        });
        Commands.Query(":SOURce:LEVel:AUTO", _ => Write(level));
        Commands.Number(":SOURce:PROTection:VOLTage", voltageLimit, Drive);
        Commands.Number(":SOURce:PROTection:CURRent", currentLimit, Drive);
        Commands.Switch(":OUTPut[:STATe]", () => output, SwitchOutput);
        Commands.Word(":ROUTe:BNCO", ["TRIGger", "OUTPut", "READy"], () => triggerOutput, word => triggerOutput = word);
        Commands.Word(":ROUTe:BNCI", ["TRIGger", "OUTPut"], () => triggerInput, word => triggerInput = word);
    }

    private void AddProgramCommands()
    {
        Commands.Command(":PROGram:EDIT:STARt", _ =>
        {
            RequireNoProgram();
            program.Edit();
        });
        Commands.Command(":PROGram:EDIT:END", _ => program.EndEdit());
        Commands.Command(":PROGram:INTerval", arguments => program.IntervalSeconds = arguments.Number("s", 0.1, 3600));
        Commands.Query(":PROGram:INTerval", _ => $"{program.IntervalSeconds:F1}");
        Commands.Command(":PROGram:SLOPe", arguments => program.SlopeSeconds = arguments.Number("s", 0, 3600));
        Commands.Query(":PROGram:SLOPe", _ => $"{program.SlopeSeconds:F1}");
        Commands.Query(":PROGram:COUNt", _ => $"{program.StepCount}");
        Commands.Switch(":PROGram:REPeat", () => program.Repeats, on => program.Repeats = on);
        Commands.Command(":PROGram:RUN", _ =>
        {
            RequireNoProgram();
            if (!output || program.IsEditing || program.IsEmpty)
            {
                throw ScpiErrorException.SettingsConflict();
            }

            program.Run(level, Clock.Now().Seconds);
            if (!program.Repeats)
            {
                BusyFor(Duration.FromSeconds(program.DurationSeconds));
            }
        });
        Commands.Word(":PROGram:TRIGger", ["NORMal", "MEND"], () => programTrigger, word => programTrigger = word);

        // The first one pauses, the next one resumes.
        Commands.Command(":PROGram:HOLD", _ =>
        {
            if (program.IsPaused)
            {
                program.Continue(Clock.Now().Seconds);
            }
            else
            {
                program.Pause(Clock.Now().Seconds);
            }
        });
        Commands.Command(":PROGram:PAUSe", _ => program.Pause(Clock.Now().Seconds));
        Commands.Command(":PROGram:CONTinue", _ => program.Continue(Clock.Now().Seconds));
    }

    private void AddMonitorCommands()
    {
        Commands.Switch(":SENSe[:STATe]", () => monitors, on => monitors = on);
        Commands.Number(":SENSe:NPLC", monitorCycles);
        Commands.Number(":SENSe:DELay", monitorDelay);
        kept.Word(":SENSe:TRIGger", "READy", "TIMer", "COMMunicate", "IMMediate");
        kept.Number(":SENSe:INTerval", "s", 0.1, 3600, 0.1);
        Commands.Switch(":SENSe:REMote", () => remoteSense, on => remoteSense = on);
        Commands.Switch(":SENSe:GUARd", () => guard, on => guard = on);
        Commands.Query(":MEASure", async (_, cancellationToken) =>
        {
            if (!monitors || !output)
            {
                throw ScpiErrorException.SettingsConflict();
            }

            await Clock.WaitAsync(
                Duration.FromSeconds((monitorDelay.Value * 1e-3) + (monitorCycles.Value / LineHertz)),
                cancellationToken).ConfigureAwait(false);
            CatchUp();
            return Write(!isCurrent ? point.Amperes : point.IsLimited ? point.Volts : Stage.Sense(Name, Sensed.Voltage));
        });
    }

    /// <summary>A range: its name, the largest level in it, and the step of the level.</summary>
    private sealed record SourceRange(double Name, double Largest, double Resolution);
}
