using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Protocols.Chains;

/// <summary>
/// The readings of a characterisation: at each pair of currents the offset, each input alone, then, where they are wanted, both
/// inputs. Every list is gone through to and fro, so that from one reading to the next one thing changes by one step.
/// </summary>
/// <param name="settings">The settings.</param>
/// <param name="measuresBoth">Whether both inputs are measured together as well, in all pairs of powers.</param>
internal sealed class CharacterisationPlan(CharacterisationSettings settings, bool measuresBoth)
{
    /// <summary>How many pairs of currents there are.</summary>
    public int PairCount => settings.Currents.Count * settings.Currents.Count;

    /// <summary>How many readings each pair of currents gets.</summary>
    public int ReadingsPerPair =>
        settings.ZeroReadings + (2 * SingleReadings) + (measuresBoth ? settings.Powers.Count * settings.Powers.Count : 0);

    private int SingleReadings => settings.Powers.Count * settings.Repeats;

    /// <summary>One reading.</summary>
    /// <param name="pair">Index of the pair of currents.</param>
    /// <param name="reading">Index of the reading at it.</param>
    public (ChainSetPoint SetPoint, ChainPart Part) At(int pair, int reading)
    {
        (Current current1, Current current2) = ToAndFro(settings.Currents, pair);
        if (reading < settings.ZeroReadings)
        {
            return (new ChainSetPoint(current1, current2, default, default), ChainPart.Zero);
        }

        int within = reading - settings.ZeroReadings;
        if (within < 2 * SingleReadings)
        {
            (int input, int index) = Math.DivRem(within, SingleReadings);
            (_, Power power) = ToAndFro(settings.Powers, index);
            return input == 0
                ? (new ChainSetPoint(current1, current2, power, default), ChainPart.First)
                : (new ChainSetPoint(current1, current2, default, power), ChainPart.Second);
        }

        (Power power1, Power power2) = ToAndFro(settings.Powers, within - (2 * SingleReadings));
        return (new ChainSetPoint(current1, current2, power1, power2), ChainPart.Both);
    }

    /// <summary>Goes through all pairs of a list, the second quickly and back again at each step of the first; the first goes on
    /// where it is in repetitions of the list.</summary>
    private static (T First, T Second) ToAndFro<T>(Sweep<T> values, int index)
        where T : struct, IQuantity<T>
    {
        (int slow, int fast) = Math.DivRem(index, values.Count);
        return (values[slow % values.Count], values[int.IsEvenInteger(slow) ? fast : values.Count - 1 - fast]);
    }
}
