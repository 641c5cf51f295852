using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lab.Models.Kernels;
using Lab.Models.StochasticOscillators;

namespace Lab.Models.Reservoirs;

/// <summary>Reads phase, frequency and amplitude of many oscillators over a node, from rows of motion and of drive.</summary>
/// <param name="reading">How.</param>
/// <param name="middleRadians">The phase against the drive in the middle of the range: phases count from it, within half a turn
/// where the node begins, and go on from there without jumps.</param>
/// <param name="row">Numbers of a row.</param>
/// <param name="stepSeconds">Time between rows, s.</param>
internal sealed class NodeReader(NodeReading reading, double middleRadians, int row, double stepSeconds)
{
    /// <summary>Reads a node.</summary>
    /// <param name="motion">Amplitudes, shape [step + 1 · 2 · row]; the first row is the last one of the node before and does not
    /// count.</param>
    /// <param name="noise">Noise of the receiver, which is added to it, shape [step · 2 · row].</param>
    /// <param name="drive">The drive, of the shape of the motion.</param>
    /// <param name="features">Receives the features, shape [feature · row].</param>
    public void Read(
        ReadOnlySpan<float> motion, ReadOnlySpan<float> noise, ReadOnlySpan<float> drive, Span<float> features)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Read<Lanes512<float>>(motion, noise, drive, features);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Read<Lanes256<float>>(motion, noise, drive, features);
        }
        else
        {
            Read<ScalarLane<float>>(motion, noise, drive, features);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Read<TVector>(
        ReadOnlySpan<float> motion, ReadOnlySpan<float> noise, ReadOnlySpan<float> drive, Span<float> features)
        where TVector : unmanaged, ILanes<TVector, float>
    {
        int width = 2 * row;
        int steps = (motion.Length / width) - 1;
        int phaseFrom = From(reading.PhaseFrom, steps);
        int slopeFrom = From(reading.FrequencyFrom, steps);
        int amplitudeFrom = From(reading.AmplitudeFrom, steps);

        // Least squares of n equally spaced points: Σ(t − t̄)² = n(n² − 1)/12 steps squared.
        double points = steps - slopeFrom;
        double slopeScale = 12 / (points * ((points * points) - 1)) / stepSeconds;
        float middle = (float)(slopeFrom + ((points + 1) / 2));
        var fromMiddle = new ComplexLanes<TVector, float>(
            TVector.All((float)Math.Cos(middleRadians)), TVector.All((float)-Math.Sin(middleRadians)));
        for (int oscillator = 0; oscillator < row; oscillator += TVector.Count)
        {
            TVector phase = default;
            TVector phases = default;
            TVector slope = default;
            TVector amplitudes = default;
            for (int step = 1; step <= steps; step++)
            {
                ComplexLanes<TVector, float> amplitude = Load<TVector>(motion, (step * width) + oscillator)
                    + Load<TVector>(noise, ((step - 1) * width) + oscillator);
                ComplexLanes<TVector, float> tone = Load<TVector>(drive, (step * width) + oscillator);
                ComplexLanes<TVector, float> turned =
                    amplitude * new ComplexLanes<TVector, float>(tone.Real, -tone.Imaginary) * fromMiddle;
                TVector wrapped = LaneMath.QuickAngle<TVector, float>(turned.Imaginary, turned.Real);

                // Within half a turn at the first point of the node; from there on without jumps.
                phase = wrapped - (TVector.Round((wrapped - phase) * TVector.All(1 / MathF.Tau)) * TVector.All(MathF.Tau));
                phases = step > phaseFrom ? phases + phase : phases;
                slope = step > slopeFrom ? TVector.MultiplyAdd(phase, TVector.All(step - middle), slope) : slope;
                amplitudes = step > amplitudeFrom ? amplitudes + TVector.Sqrt(amplitude.Power) : amplitudes;
            }

            TVector.Store(
                phases * TVector.All(1f / (steps - phaseFrom)),
                ref features[oscillator]);
            TVector.Store(slope * TVector.All((float)slopeScale), ref features[row + oscillator]);
            TVector.Store(amplitudes * TVector.All(1f / (steps - amplitudeFrom)), ref features[(2 * row) + oscillator]);
        }
    }

    private static int From(double part, int steps) => Math.Clamp((int)Math.Round(part * steps), 0, steps - 2);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ComplexLanes<TVector, float> Load<TVector>(ReadOnlySpan<float> rows, int index)
        where TVector : unmanaged, ILanes<TVector, float> => new(
            TVector.Load(ref Unsafe.AsRef(in rows[index])), TVector.Load(ref Unsafe.AsRef(in rows[index + row])));
}
