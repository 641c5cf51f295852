using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Runs.Studies;

/// <summary>
/// A study with its settings: independent items that are computed, and their analysis. It touches no instrument. The engine
/// computes items beside each other and records their points in the order of the items.
/// </summary>
public interface IStudy
{
    /// <summary>The columns that each point fills.</summary>
    IReadOnlyList<Column> Columns { get; }

    /// <summary>How many items there are.</summary>
    int ItemCount { get; }

    /// <summary>Threads that all items have together; at least 1. They change no result.</summary>
    int Threads { get; }

    /// <summary>How many points an item leaves on record, such as the epochs of a training.</summary>
    /// <param name="item">The item, from 0.</param>
    int PointsOf(int item) => 1;

    /// <summary>Stage of an item; stages ascend with the items. Items of one stage are independent, and know what the stages
    /// before came to.</summary>
    /// <param name="item">The item, from 0.</param>
    int StageOf(int item) => 0;

    /// <summary>One point in words, for messages: <c>training 2 of 10, epoch 4</c>.</summary>
    /// <param name="item">The item, from 0.</param>
    /// <param name="point">The point of the item, from 0.</param>
    string Describe(int item, int point);

    /// <summary>Reads and checks the data that settings name, and says what they are; plan and run begin with it.</summary>
    /// <exception cref="RunException">They are missing, or are not what they should be.</exception>
    IReadOnlyList<ReadData> LookAtData() => [];

    /// <summary>Reads what all items share.</summary>
    /// <param name="context">Seeds, and where files are kept.</param>
    /// <returns>The work, which computes the items.</returns>
    /// <exception cref="RunException">Something is missing, or settings contradict what was read.</exception>
    IStudyWork Begin(StudyContext context);

    /// <summary>Turns the recorded points into results.</summary>
    Analysis Analyse(IRunData data);
}
