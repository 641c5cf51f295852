using Lab.Runs.Protocols;

namespace Lab.Runs.Studies;

/// <summary>An experiment whose points come from items, each of which any process can compute: a study, or a search of
/// one.</summary>
public interface IItemExperiment : IExperiment
{
    /// <summary>How many items there are.</summary>
    int ItemCount { get; }

    /// <summary>Threads that all items of one process have together; at least 1. They change no result.</summary>
    int Threads { get; }

    /// <summary>How many points an item leaves on record.</summary>
    /// <param name="item">The item, from 0.</param>
    int PointsOf(int item);

    /// <summary>Stage of an item; stages ascend with the items, and an item knows the points of the stages before its
    /// own.</summary>
    /// <param name="item">The item, from 0.</param>
    int StageOf(int item);

    /// <summary>Begins with the items of a stage.</summary>
    /// <param name="context">The surroundings; <see cref="ExperimentContext.Recorded"/> has the points of all stages before,
    /// and perhaps more.</param>
    /// <returns>Computes an item.</returns>
    /// <exception cref="RunException">Something is missing, or the items depend on one another.</exception>
    IStudyWork BeginItems(ExperimentContext context);
}
