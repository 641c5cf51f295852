using System.Globalization;
using Lab.Runs;
using Lab.Runs.Settings;

namespace Lab.Studies.Reservoirs;

/// <summary>Refuses reservoirs that no computer has the memory or the time for, and states that are no numbers.</summary>
internal static class ReservoirSize
{
    /// <summary>States of a point: a quarter of a gigabyte.</summary>
    private const double MostStates = 3e7;

    /// <summary>Steps of an oscillator of a point: some two thousand times those of the defaults.</summary>
    private const double MostOscillatorSteps = 1e11;

    /// <summary>Numbers that a model holds at once: some hundred megabytes.</summary>
    private const double MostHeld = 2e7;

    /// <summary>Refuses more states than fit.</summary>
    /// <param name="steps">Steps of the input.</param>
    /// <param name="nodes">Nodes of a step.</param>
    /// <param name="settings">The settings that give the steps, for the message.</param>
    /// <exception cref="SettingsException">There are too many.</exception>
    public static void RequireStates(long steps, long nodes, string settings)
    {
        if ((double)steps * nodes > MostStates)
        {
            throw new SettingsException(string.Create(
                CultureInfo.InvariantCulture,
                $"{steps} steps ({settings}) of {nodes} nodes ('nodes') are {(double)steps * nodes:g3} states of a point; up to "
                    + $"{MostStates:g3} are held. Take fewer of either."));
        }
    }

    /// <summary>Refuses more motion than can be computed.</summary>
    /// <param name="nodes">Nodes of all steps.</param>
    /// <param name="stepsOfNode">Steps of the motion in a node.</param>
    /// <param name="held">Steps of the motion that are held at once.</param>
    /// <param name="shots">Repeats.</param>
    /// <exception cref="SettingsException">It is too much.</exception>
    public static void RequireMotion(double nodes, double stepsOfNode, double held, double shots)
    {
        double all = nodes * stepsOfNode * shots;
        if (all > MostOscillatorSteps)
        {
            throw new SettingsException(string.Create(
                CultureInfo.InvariantCulture,
                $"{nodes:g3} nodes in all, of {stepsOfNode:0} ns ('node_time'), in {shots:0} repeats ('shots') are {all:g3} "
                    + $"ns of motion of a point; up to {MostOscillatorSteps:g3} are computed. Take fewer or shorter ones."));
        }

        if (held * shots > MostHeld)
        {
            throw new SettingsException(string.Create(
                CultureInfo.InvariantCulture,
                $"{shots:0} repeats ('shots') of {held:g3} ns that are held at once ('node_time', 'loop_delay') are "
                    + $"{held * shots:g3} amplitudes; up to {MostHeld:g3} are held. Take fewer or shorter ones."));
        }
    }

    /// <summary>Refuses states of a motion that ran away.</summary>
    /// <param name="states">The states.</param>
    /// <param name="settings">The settings that drive the motion, for the message.</param>
    /// <exception cref="RunException">One of them is no number.</exception>
    public static void RequireNumbers(double[] states, string settings)
    {
        int at = Array.FindIndex(states, state => !double.IsFinite(state));
        if (at >= 0)
        {
            throw new RunException(
                $"State {at} of {states.Length} is no number: the motion of the model ran away, whose steps of 1 ns are too long "
                    + $"for these rates. Take smaller ones of {settings}.");
        }
    }
}
