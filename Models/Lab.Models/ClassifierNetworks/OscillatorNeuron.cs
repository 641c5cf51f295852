using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lab.Models.ClassifierNetworks;

/// <summary>
/// The RF power that an oscillator gives at a direct current, over that at the largest current: P ∝ p·(I/I_th)² with
/// p = (I/I_th − 1)/(I/I_th + Q) above the threshold (Leroux thesis, Eqs. 3.11 and B.11).
/// </summary>
/// <remarks>Currents are held between the threshold and four times it, above which devices are damaged (section
/// 6.1.4.1).</remarks>
public static class OscillatorNeuron
{
    /// <summary>Nonlinear damping Q of the thesis' networks.</summary>
    public const float NonlinearDamping = 2;

    /// <summary>Largest current in thresholds.</summary>
    public const float LargestCurrent = 4;

    /// <summary>p·(I/I_th)² at the largest current.</summary>
    public const float LargestPower =
        (LargestCurrent - 1) / (LargestCurrent + NonlinearDamping) * LargestCurrent * LargestCurrent;

    /// <summary>Power over the largest one.</summary>
    /// <param name="current">Current over the threshold.</param>
    public static float Power(float current)
    {
        float i = Math.Clamp(current, 1, LargestCurrent);
        return (i - 1) / (i + NonlinearDamping) * i * i / LargestPower;
    }

    /// <summary>Derivative of <see cref="Power(float)"/> by the current; zero where the current is held.</summary>
    public static float Slope(float current)
    {
        if (!(current > 1 && current < LargestCurrent))
        {
            return 0;
        }

        float sum = current + NonlinearDamping;
        return current * ((((3 * current) - 2) * sum) - ((current - 1) * current)) / (sum * sum * LargestPower);
    }

    /// <summary>Powers of a vector of currents.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> Power(Vector<float> current)
    {
        Vector<float> i = Vector.Min(Vector.Max(current, Vector<float>.One), new Vector<float>(LargestCurrent));
        return (i - Vector<float>.One) / (i + new Vector<float>(NonlinearDamping)) * i * i * new Vector<float>(1 / LargestPower);
    }

    /// <summary>Slopes of a vector of currents.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> Slope(Vector<float> i)
    {
        Vector<int> isFree = Vector.GreaterThan(i, Vector<float>.One) & Vector.LessThan(i, new Vector<float>(LargestCurrent));
        Vector<float> sum = i + new Vector<float>(NonlinearDamping);
        Vector<float> slope =
            i * ((((i * 3f) - new Vector<float>(2)) * sum) - ((i - Vector<float>.One) * i)) / (sum * sum * LargestPower);
        return Vector.ConditionalSelect(isFree, slope, Vector<float>.Zero);
    }
}
