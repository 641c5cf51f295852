namespace Lab.Runs.Engine;

/// <summary>Holds a run between two points until it is let go on. The bench stays as it is meanwhile.</summary>
/// <remarks>Safe to use from any thread.</remarks>
public sealed class PauseSwitch
{
    private readonly Lock gate = new();
    private TaskCompletionSource? continued;

    /// <summary>Whether the run is to pause, or does.</summary>
    public bool IsPaused
    {
        get
        {
            lock (gate)
            {
                return continued is not null;
            }
        }
    }

    /// <summary>Lets the run pause after the point under way.</summary>
    public void Pause()
    {
        lock (gate)
        {
            continued ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Lets the run go on.</summary>
    public void Continue()
    {
        lock (gate)
        {
            continued?.SetResult();
            continued = null;
        }
    }

    /// <summary>Pauses a run that goes on, and lets one go on that pauses.</summary>
    public void Toggle()
    {
        lock (gate)
        {
            if (continued is null)
            {
                Pause();
            }
            else
            {
                Continue();
            }
        }
    }

    /// <summary>Done when the run may go on.</summary>
    internal Task WhenContinuedAsync()
    {
        lock (gate)
        {
            return continued?.Task ?? Task.CompletedTask;
        }
    }
}
