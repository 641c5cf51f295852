namespace Lab.Models.Training;

/// <summary>Checks that an optimiser is used for the same parameters from step to step.</summary>
internal static class OptimizerState
{
    /// <summary>Makes the memory at the first step; refuses another number of parameters later.</summary>
    public static void Require(ref double[] memory, int parameters, int gradients)
    {
        if (parameters != gradients)
        {
            throw new ArgumentException($"{gradients} derivatives do not belong to {parameters} parameters.");
        }

        if (memory.Length == 0)
        {
            memory = new double[parameters];
        }
        else if (memory.Length != parameters)
        {
            throw new ArgumentException(
                $"This optimiser moves {memory.Length} parameters and was given {parameters}; take a new one.");
        }
    }
}
