using System.Numerics;
using Lab.Instruments.Clocks;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;
using Lab.Quantities;

namespace Lab.Mocks.LockInAmplifiers;

/// <summary>The outputs of a lock-in amplifier for its input at the detection frequency: X and Y after the output filter, with
/// the noise of the input and of the sample.</summary>
/// <remarks>Before anything changes on the stage, the filter catches up with what was there. A field that moves by itself counts
/// as it is at that moment. Thermal voltages and the mains do not reach the output: their frequencies are far from the
/// detection's, and what the filter leaves of twice the detection frequency is not there either [assumption].</remarks>
internal sealed class Demodulator
{
    private readonly SampleStage stage;
    private readonly string name;
    private readonly double inputNoise;
    private readonly RandomStream random;
    private readonly FilterCascade inPhase = new();
    private readonly FilterCascade quadrature = new();
    private double seconds;

    /// <summary>Starts with a settled output.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="name">The instrument's name: its input is the terminal <c>name.input</c>.</param>
    /// <param name="inputNoise">Density of the input's noise, V/√Hz.</param>
    /// <param name="random">The noise.</param>
    public Demodulator(SampleStage stage, string name, double inputNoise, RandomStream random)
    {
        this.stage = stage;
        this.name = name;
        this.inputNoise = inputNoise;
        this.random = random;
        seconds = stage.Clock.Now().Seconds;
        stage.Watch(CatchUp);
    }

    /// <summary>The input's terminal.</summary>
    public Instruments.Terminals.Terminal Input => new(name, "input");

    /// <summary>The detection frequency; <see langword="null"/> while the reference is unlocked.</summary>
    public Func<Frequency?> Detection { get; private set; } = () => null;

    /// <summary>The phase of the reference, rad.</summary>
    public double PhaseRadians { get; private set; }

    /// <summary>Whether the input is overloaded, now.</summary>
    public bool IsInputOverloaded { get; private set; }

    /// <summary>X and Y at this moment, V.</summary>
    public (double X, double Y) Read() => stage.Within(() =>
    {
        CatchUp();
        return (inPhase.Output, quadrature.Output);
    });

    /// <summary>Changes how it demodulates; what it knows goes on from there.</summary>
    /// <param name="detection">Gives the detection frequency; <see langword="null"/> where there is no reference.</param>
    /// <param name="phaseRadians">The phase of the reference.</param>
    /// <param name="timeConstantSeconds">The time constant.</param>
    /// <param name="poles">The poles, 1 to 4.</param>
    public void Set(Func<Frequency?> detection, double phaseRadians, double timeConstantSeconds, int poles) => stage.Within(() =>
    {
        CatchUp();
        (Detection, PhaseRadians) = (detection, phaseRadians);
        foreach (FilterCascade filter in (FilterCascade[])[inPhase, quadrature])
        {
            (filter.TimeConstantSeconds, filter.Poles) = (timeConstantSeconds, poles);
        }

        return true;
    });

    private void CatchUp()
    {
        double now = stage.Clock.Now().Seconds;
        double elapsed = Math.Max(0, now - seconds); // a clock that was put back starts a new run
        seconds = now;
        Complex sensed = Detection() is { } frequency ? stage.SenseAt(Input, Sensed.Voltage, frequency) : Complex.Zero;
        IsInputOverloaded = !double.IsFinite(sensed.Real) || sensed.Magnitude > 1;
        if (elapsed == 0)
        {
            return;
        }

        Complex turned = double.IsFinite(sensed.Real) ? sensed * Complex.FromPolarCoordinates(1, -PhaseRadians) : Complex.Zero;
        double johnson = stage.LoadOf(Input).JohnsonVoltsPerRootHertz;
        double density = Math.Sqrt((inputNoise * inputNoise) + (johnson * johnson));
        inPhase.Advance(elapsed, turned.Real, density, random);
        quadrature.Advance(elapsed, turned.Imaginary, density, random);
    }
}
