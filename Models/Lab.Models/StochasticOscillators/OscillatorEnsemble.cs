using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Lab.Models.Kernels;

namespace Lab.Models.StochasticOscillators;

/// <summary>Auto-oscillators beside each other, each with its own rates, noise and drive, stepped as many at once as a vector of
/// the processor takes.</summary>
/// <remarks>All arrays of motion lie in rows, [step · part · oscillator]: the real parts of all oscillators, then the imaginary
/// ones. A row is as long as the oscillators, rounded up to a multiple of 16. A block of some tens of steps of 64 oscillators
/// stays in the first cache. Belongs to one thread at a time.</remarks>
/// <typeparam name="T">Single or double precision.</typeparam>
/// <typeparam name="TSolver">The method.</typeparam>
public sealed class OscillatorEnsemble<T, TSolver>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TSolver : struct, IOscillatorSolver
{
    private const int Coefficients = 5;

    // [growth, bend, turn, shift, noise][oscillator], and a row of zeros where there is no drive or no noise.
    private readonly AlignedMemory<T> coefficients;
    private readonly AlignedMemory<T> nothing;

    /// <summary>Makes oscillators without rates.</summary>
    /// <param name="count">How many. Positive.</param>
    /// <param name="stepSeconds">The step, s. Positive.</param>
    public OscillatorEnsemble(int count, double stepSeconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stepSeconds);
        (Count, StepSeconds) = (count, stepSeconds);
        Row = BrownianPath.RowOf(count);
        coefficients = new AlignedMemory<T>(Coefficients * Row);
        nothing = new AlignedMemory<T>(2 * Row);
        SetRates(new OscillatorRates(0, 1, 0, 0, 0));
    }

    /// <summary>Oscillators.</summary>
    public int Count { get; }

    /// <summary>Numbers of a row: the oscillators, rounded up to a multiple of 16.</summary>
    public int Row { get; }

    /// <summary>The step, s.</summary>
    public double StepSeconds { get; }

    /// <summary>Gives all oscillators the same rates from now on.</summary>
    /// <param name="rates">The rates.</param>
    /// <exception cref="ArgumentOutOfRangeException">The saturation is not positive, the noise negative, or a rate no
    /// number.</exception>
    public void SetRates(OscillatorRates rates)
    {
        for (int oscillator = 0; oscillator < Row; oscillator++)
        {
            SetRow(oscillator, rates);
        }
    }

    /// <summary>Gives one oscillator its rates from now on.</summary>
    /// <param name="oscillator">Its number.</param>
    /// <param name="rates">The rates.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such oscillator, the saturation is not positive, the noise
    /// negative, or a rate no number.</exception>
    public void SetRates(int oscillator, OscillatorRates rates)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(oscillator);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(oscillator, Count);
        SetRow(oscillator, rates);
    }

    /// <summary>Takes the oscillators through steps.</summary>
    /// <param name="increments">Increments of the noise in √s, as <see cref="BrownianPath.Next"/> gives them, shape
    /// [step · 2 · row]; empty for none.</param>
    /// <param name="drive">The drive in 1/s at the start of each step and at the end of the last, shape [step + 1 · 2 · row];
    /// empty for none.</param>
    /// <param name="motion">The amplitudes, shape [step + 1 · 2 · row]: the first row holds them at the start, the others
    /// receive them.</param>
    /// <exception cref="ArgumentException">The shapes do not belong together.</exception>
    public void Advance(ReadOnlySpan<T> increments, ReadOnlySpan<T> drive, Span<T> motion)
    {
        int width = 2 * Row;
        int steps = (motion.Length / width) - 1;
        if (steps < 1 || motion.Length != (steps + 1) * width || (!increments.IsEmpty && increments.Length != steps * width)
            || (!drive.IsEmpty && drive.Length != motion.Length))
        {
            throw new ArgumentException(
                $"Rows of {width} numbers for {Count} oscillators: a motion of {motion.Length} numbers, noise of "
                    + $"{increments.Length} and a drive of {drive.Length} do not belong to the same steps.",
                nameof(motion));
        }

        if (Vector512.IsHardwareAccelerated)
        {
            Advance<Lanes512<T>>(steps, increments, drive, motion);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Advance<Lanes256<T>>(steps, increments, drive, motion);
        }
        else
        {
            Advance<ScalarLane<T>>(steps, increments, drive, motion);
        }
    }

    /// <summary>The same with a width of vectors that is asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Advance<TVector>(int steps, ReadOnlySpan<T> increments, ReadOnlySpan<T> drive, Span<T> motion)
        where TVector : unmanaged, ILanes<TVector, T>
    {
        int width = 2 * Row;
        var step = TVector.All(T.CreateTruncating(StepSeconds));
        ref T rates = ref coefficients.Span[0];
        ref T zero = ref nothing.Span[0];
        ref T noiseRow = ref increments.IsEmpty ? ref zero : ref MemoryMarshal.GetReference(increments);
        ref T driveRow = ref drive.IsEmpty ? ref zero : ref MemoryMarshal.GetReference(drive);
        ref T row = ref MemoryMarshal.GetReference(motion);
        int noiseWidth = increments.IsEmpty ? 0 : width;
        int driveWidth = drive.IsEmpty ? 0 : width;
        for (int n = 0; n < steps; n++)
        {
            ref T next = ref Unsafe.Add(ref row, width);
            ref T nextDrive = ref Unsafe.Add(ref driveRow, driveWidth);

            // Vectors beside each other do not wait for each other.
            for (int oscillator = 0; oscillator < Row; oscillator += TVector.Count)
            {
                ref T rate = ref Unsafe.Add(ref rates, oscillator);
                var each = new StepCoefficients<TVector>(
                    TVector.Load(ref rate), TVector.Load(ref Unsafe.Add(ref rate, Row)),
                    TVector.Load(ref Unsafe.Add(ref rate, 2 * Row)), TVector.Load(ref Unsafe.Add(ref rate, 3 * Row)));
                TVector spread = TVector.Load(ref Unsafe.Add(ref rate, 4 * Row));
                ComplexLanes<TVector, T> moved = TSolver.Step(
                    each,
                    Load<TVector>(ref row, oscillator),
                    new StepInput<TVector, T>(
                        Load<TVector>(ref driveRow, oscillator) * step,
                        Load<TVector>(ref nextDrive, oscillator) * step,
                        Load<TVector>(ref noiseRow, oscillator) * spread));
                TVector.Store(moved.Real, ref Unsafe.Add(ref next, oscillator));
                TVector.Store(moved.Imaginary, ref Unsafe.Add(ref next, Row + oscillator));
            }

            row = ref next;
            driveRow = ref nextDrive;
            noiseRow = ref Unsafe.Add(ref noiseRow, noiseWidth);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ComplexLanes<TVector, T> Load<TVector>(ref T row, int oscillator)
        where TVector : unmanaged, ILanes<TVector, T> => new(
            TVector.Load(ref Unsafe.Add(ref row, oscillator)), TVector.Load(ref Unsafe.Add(ref row, Row + oscillator)));

    private void SetRow(int oscillator, OscillatorRates rates)
    {
        if (!(rates.SaturationPerSecond > 0) || !(rates.NoisePerSecond >= 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(rates), rates, "The saturation of an oscillator is positive, and its noise not negative.");
        }

        StepCoefficients<double> own = TSolver.Coefficients(rates, StepSeconds);
        ReadOnlySpan<double> numbers =
            [own.Growth, own.Bend, own.Turn, own.Shift, Math.Sqrt(rates.NoisePerSecond)];
        for (int i = 0; i < Coefficients; i++)
        {
            if (!double.IsFinite(numbers[i]))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(rates), rates, $"Rates times a step of {StepSeconds:g3} s are no finite numbers.");
            }

            coefficients.Span[(i * Row) + oscillator] = T.CreateTruncating(numbers[i]);
        }
    }
}
